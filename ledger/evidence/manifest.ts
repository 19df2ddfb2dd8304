import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import { evidenceOf } from './items.js';
import type { EvidenceItem } from './item.js';

/**
 * All evidence of a case at one moment. Kept as a document: its SHA-256, over its canonical form, stands in a `custody`
 * entry, which is signed as every entry is, and sealed with the case.
 */
export type EvidenceManifest = {
  readonly v: 1;
  readonly case: string;
  /** The newest entry that it is about. */
  readonly until: { readonly seq: number; readonly hash: Hash };
  readonly items: readonly Omit<EvidenceItem, 'custody'>[];
};

/** The manifest of what stands in these entries, which are of `evidenceKinds`; null when nothing was collected. */
export const manifestOf = (entries: readonly Entry[]): EvidenceManifest | null => {
  const newest = entries.findLast((entry) => entry.kind === 'evidence');
  if (!newest) return null;
  // What is done with evidence goes on: custody is read from the ledger.
  const items = evidenceOf(entries).map(({ custody: _custody, ...item }) => item);
  return { v: 1, case: newest.case, until: { seq: newest.seq, hash: newest.hash }, items };
};
