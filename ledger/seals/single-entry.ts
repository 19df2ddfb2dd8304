import type { Entry } from '../../workflows/contract/entries.js';
import { recompute, signatureHolds } from '../entry.js';
import { parseEntry } from '../entry-shape.js';
import { KeyRing } from '../key-ring.js';
import type { TrustedKey } from '../keys.js';

/** Verifies one line by itself: shape, hash, exact text and signature. Its place in the chain is not looked at. */
export const verifyEntry = (
  text: string,
  keys: readonly TrustedKey[],
): { readonly entry: Entry } | { readonly problem: string } => {
  const parsed = parseEntry(text);
  if ('problem' in parsed) return parsed;
  const { entry } = parsed;
  const ring = new KeyRing(keys);
  const key = ring.get(entry.key);
  if (key === undefined) return { problem: `unknown key: ${entry.key} is not among the trusted keys` };
  const retired = ring.retiredProblem(entry);
  if (retired !== null) return { problem: retired };
  try {
    const whole = recompute(entry);
    if (whole.hash !== entry.hash || whole.text !== text)
      return { problem: 'hash: the content is not what was signed' };
  } catch {
    return { problem: 'not canonical: the entry has no canonical form' };
  }
  return signatureHolds(entry.hash, entry.signature, key)
    ? { entry }
    : { problem: `the signature is not one by key ${entry.key}` };
};
