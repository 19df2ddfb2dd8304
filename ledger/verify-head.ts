import type { Hash } from '../workflows/contract/json.js';
import { headHolds } from './head.js';
import type { SignedHead } from './head.js';
import type { KeyRing } from './key-ring.js';
import type { Link } from './verify-line.js';

/** The first entry that is not what was written, and why. */
export type FirstBad = { readonly seq: number; readonly reason: string };

/**
 * What the signed head of a case says against a chain that is good up to `last`. `named` is the hash of the entry that
 * has the head's number. Null when they agree; entries after the head may have been appended since it was read.
 */
export const headProblem = (
  head: SignedHead | null,
  last: Link | null,
  named: Hash | null,
  ring: KeyRing,
): FirstBad | null => {
  const seq = last?.seq ?? 0;
  if (head === null) return last === null ? null : { seq, reason: 'head: the signed head of the case is missing' };
  const key = ring.get(head.key);
  if (key === undefined || !headHolds(head, key) || (last !== null && head.case !== last.case))
    return { seq, reason: 'head: its signature is not one by a trusted key' };
  const retired = ring.retiredProblem(head);
  if (retired !== null) return { seq, reason: `head: ${retired}` };
  if (head.seq > seq)
    return { seq: seq + 1, reason: `cut: the signed head says ${head.seq} entries, ${seq} are there` };
  return head.hash === named ? null : { seq: head.seq, reason: 'head: it names another entry' };
};
