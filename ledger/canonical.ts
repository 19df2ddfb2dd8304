import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Hash, Json } from '../workflows/contract/json.js';

/** How deep a value may nest: deeper input is refused before it can exhaust the stack. */
export const maxDepth = 100;

/** A value that has no canonical form: not JSON, nested too deep, or text that is not Unicode. */
export class NotCanonicalError extends Error {
  override readonly name = 'NotCanonicalError';
}

// The library follows JSON.stringify: it drops `undefined`, calls `toJSON`, turns class instances into objects. Each of
// these would let two different values have one hash, so they are refused first.
const assertJson = (value: unknown, path: string, depth: number): void => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotCanonicalError(`${path} is ${value}, which JSON cannot hold`);
    return;
  }
  if (typeof value !== 'object') throw new NotCanonicalError(`${path} is ${typeof value}, which JSON cannot hold`);
  if (depth >= maxDepth) throw new NotCanonicalError(`${path.slice(0, 80)}… nests deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) assertJson(value[index], `${path}[${index}]`, depth + 1);
    return;
  }
  // A plain object of any realm: its prototype, if it has one, is the root of that realm.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new NotCanonicalError(`${path} is an instance of a class; pass plain data`);
  }
  for (const [key, member] of Object.entries(value)) assertJson(member, `${path}.${key}`, depth + 1);
};

/**
 * The one text form of a JSON value (RFC 8785, JSON Canonicalization Scheme): what is hashed and signed everywhere.
 * Guarantees that equal values give equal text; throws NotCanonicalError for whatever is not JSON, lone surrogates included.
 */
export const canonical = (value: Json): string => {
  assertJson(value, '$', 0);
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (error) {
    throw new NotCanonicalError(error instanceof Error ? error.message : String(error));
  }
  if (text === undefined) throw new NotCanonicalError('the value has no JSON form');
  return text;
};

/** SHA-256 of bytes, or of the UTF-8 form of a text, as `sha256:<64 hex>`. */
export const sha256 = (text: string | Uint8Array): Hash => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** SHA-256 of the canonical form of a value. */
export const hashOf = (value: Json): Hash => sha256(canonical(value));

/** Whether two JSON values are the same value, whatever the order of their members. */
export const sameJson = (one: Json, other: Json): boolean => one === other || canonical(one) === canonical(other);
