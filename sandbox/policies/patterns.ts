import { remember } from '../world/remember.js';
import type { Keys } from './context.js';

// A wildcard is told from the same character that a policy variable brought in, which stands for itself.
const ANY = '\uE000';
const ONE = '\uE001';

/** A pattern whose variables are filled in; undefined when one of them has no single value in the request. */
export type Pattern = string | undefined;

/** `text` with its wildcards and, for a `request`, its variables (`${aws:username}`, `${aws:x, 'default'}`, `${*}`). */
export const patternOf = (text: string, request?: Keys): Pattern =>
  request === undefined ? asWildcards(text) : filledIn(text, request, asWildcards);

/** `text` with its variables filled in, where `*` and `?` mean nothing. */
export const literalOf = (text: string, request?: Keys): Pattern =>
  request === undefined ? text : filledIn(text, request, (part) => part);

const asWildcards = remember((text: string): string => text.replaceAll('*', ANY).replaceAll('?', ONE));

const VARIABLE = /\$\{([^}]*)\}/g;

const filledIn = (text: string, request: Keys, outside: (part: string) => string): Pattern => {
  let result = '';
  let at = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const value = valueOf(match[1] ?? '', request);
    if (value === undefined) return undefined;
    result += outside(text.slice(at, match.index)) + value;
    at = match.index + match[0].length;
  }
  return result + outside(text.slice(at));
};

const valueOf = (variable: string, request: Keys): string | undefined => {
  if (variable === '*' || variable === '?' || variable === '$') return variable;
  const [, name = variable, standIn] = /^([^,]*?)\s*,\s*'([^']*)'$/.exec(variable) ?? [];
  const values = request.valuesOf(name.trim());
  if (values === undefined) return standIn;
  return values.length === 1 ? values[0] : undefined;
};

/** Whether all of `text` is as the pattern says; an unresolved pattern is like nothing. */
export const isLike = (text: string, pattern: Pattern): boolean => pattern !== undefined && matches(text, pattern);

/** As `isLike`, for actions: their case does not count. */
export const isActionLike = (action: string, pattern: string): boolean =>
  matches(action.toLowerCase(), asWildcards(pattern.toLowerCase()));

/** Greedy matching that goes back to the last `*` only: linear for what people write, never exponential. */
const matches = (text: string, pattern: string): boolean => {
  let [at, from] = [0, 0];
  let [star, starAt] = [-1, 0];
  while (at < text.length) {
    const expected = pattern[from];
    if (expected === ANY) [star, starAt, from] = [from, at, from + 1];
    else if (expected === text[at] || expected === ONE) [at, from] = [at + 1, from + 1];
    else if (star >= 0) [at, from, starAt] = [starAt + 1, star + 1, starAt + 1];
    else return false;
  }
  while (pattern[from] === ANY) from += 1;
  return from === pattern.length;
};

const ARN_PARTS = 6;

/** The six parts of an ARN; its last one may hold colons. Undefined for anything else. */
const arnParts = (arn: string): readonly string[] | undefined => {
  const parts = arn.split(':');
  if (parts.length < ARN_PARTS || parts[0] !== 'arn') return undefined;
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
};

/** Whether an ARN is like a pattern, part by part ("Condition operators", IAM User Guide): what is no ARN is not. */
export const isArnLike = (arn: string, pattern: Pattern): boolean => {
  const parts = arnParts(arn);
  if (parts === undefined || pattern === undefined) return false;
  if (pattern === ANY) return true;
  const expected = arnParts(pattern);
  return expected !== undefined && parts.every((part, index) => matches(part, expected[index] ?? ''));
};

/**
 * Whether a statement's Resource takes in a resource ("IAM JSON policy elements: Resource", IAM User Guide): wildcards
 * stay within a part of the ARN, except a `*` that ends one; parts that an ARN lacks are filled with `*`.
 */
export const isResourceLike = (resource: string, pattern: Pattern): boolean => {
  if (pattern === undefined) return false;
  if (pattern !== '' && pattern.replaceAll(ANY, '') === '') return true;
  if (!resource.startsWith('arn:')) return false;
  const expected = pattern.split(':');
  while (expected.length < ARN_PARTS) expected.push(ANY);
  return partsMatch(resource.split(':'), [
    ...expected.slice(0, ARN_PARTS - 1),
    expected.slice(ARN_PARTS - 1).join(':'),
  ]);
};

/** Each part of the pattern but the last takes one part of the resource, or several when it ends in `*`. */
const partsMatch = (parts: readonly string[], expected: readonly string[]): boolean => {
  let starts: ReadonlySet<number> = new Set([0]);
  for (const pattern of expected.slice(0, -1)) {
    const next = new Set<number>();
    for (const start of starts) {
      if (!matches(parts[start] ?? '', pattern)) continue;
      const last = pattern.endsWith(ANY) ? parts.length - 1 : start + 1;
      for (let end = start + 1; end <= last; end += 1) next.add(end);
    }
    starts = next;
  }
  const rest = expected.at(-1) ?? '';
  return [...starts].some((start) => start < parts.length && matches(parts.slice(start).join(':'), rest));
};
