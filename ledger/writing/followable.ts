import type { Hash } from '../../workflows/contract/json.js';
import { parseEntry } from '../entry-shape.js';
import { recompute } from '../entry.js';
import { LedgerTamperedError } from '../errors.js';

/** Where a chain ends. */
export type Tail = { readonly seq: number; readonly hash: Hash; readonly at: string };

/** The end of a case as it is stored: the text of its last entry, and what its head says. */
export type StoredTail = {
  readonly text: string | null;
  readonly head: { readonly seq: number; readonly hash: string } | null;
};

/**
 * Where a case ends, to be followed; null when it has not begun. What is signed next vouches for all before it, so a
 * chain whose end was cut off or edited is not carried on: throws LedgerTamperedError. Other cases go on.
 */
export const followable = (caseId: string, { text, head }: StoredTail): Tail | null => {
  if (text === null) {
    if (head === null) return null;
    throw new LedgerTamperedError(`the entries of ${caseId} are gone: its head says there were ${head.seq}`);
  }
  const last = parseEntry(text);
  if ('problem' in last) throw new LedgerTamperedError(`the last entry of ${caseId} was altered: ${last.problem}`);
  const { seq, hash, at } = last.entry;
  if (recompute(last.entry).hash !== hash || head?.seq !== seq || head.hash !== hash)
    throw new LedgerTamperedError(`the last entry of ${caseId} is not the one that was written last`);
  return { seq, hash, at };
};
