import { maxDepth } from './canonical.js';

/**
 * Whether a text is surely the canonical form of the value that was parsed from it. False may also mean that it is
 * unusual: then `canonical` has to say. RFC 8785 writes strings and numbers as ECMAScript does, and sorts members by
 * UTF-16 code units, so that a text that JSON.stringify gives back, with sorted members, needs no second pass.
 */
export const isPlainlyCanonical = (text: string, value: unknown): boolean =>
  // JSON.stringify writes a lone surrogate as an escape, where RFC 8785 has no form for it.
  !text.includes('\\ud') && isSortedAndShallow(value, 0) && JSON.stringify(value) === text;

// Before JSON.stringify, which would exhaust the stack on what nests too deep.
const isSortedAndShallow = (value: unknown, depth: number): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= maxDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isSortedAndShallow(item, depth + 1));
  let last: string | null = null;
  for (const [name, member] of Object.entries(value)) {
    if ((last !== null && name <= last) || !isSortedAndShallow(member, depth + 1)) return false;
    last = name;
  }
  return true;
};
