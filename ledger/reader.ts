import type { RunReference } from '../workflows/contract/activities.js';
import type { Entry, EntryKind } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import type { SignedHead } from './head.js';
import type { LedgerKey } from './keys.js';
import type { LedgerLine } from './verify-line.js';

/** Which entries of a case: `after` a sequence number, of a run, a step, some kinds, at most `limit`. */
export type EntryQuery = {
  readonly after?: number;
  readonly run?: string;
  readonly step?: string;
  readonly kinds?: readonly EntryKind[];
  readonly limit?: number;
};

/** A run and where its first entry stands. */
export type RunRow = { readonly case: string; readonly run: string; readonly seq: number };

/**
 * Reads a ledger that others may be writing, or nobody. Changes nothing, and believes nothing but document hashes:
 * whether entries are genuine is for `verifyLedger` to say. Everything rejects with LedgerUnavailableError while the
 * store does not answer; the same reader goes on when it does again.
 */
export interface LedgerReader {
  /** Every case, oldest first; also one that has lost its first entry, or all but its head. */
  cases(): Promise<string[]>;
  /** Every run, newest first. */
  runs(): Promise<RunRow[]>;
  /** The case a run belongs to: that of its first entry. */
  caseOfRun(run: string): Promise<string | null>;
  /** The runs of any case that have an outcome of a step on one of these resources, oldest first. */
  runsOn(resources: readonly string[]): Promise<RunReference[]>;
  /** Entries of a case in order; LedgerTamperedError when one is not JSON any more. */
  entries(caseId: string, query?: EntryQuery): Promise<Entry[]>;
  /**
   * The lines of a case as they are stored, with their index columns, for verification and export. Read as far as they
   * are asked for, in memory for 100 of them, and never in one transaction: a long look holds nobody up.
   */
  lines(caseId: string): AsyncIterable<LedgerLine>;
  /** The texts of a case's entries after number `after`, at most `limit`, in order. */
  texts(caseId: string, after: number, limit: number): Promise<string[]>;
  /** The text of the newest entry of a kind in a case, of those before number `before`. */
  newestText(caseId: string, kind: EntryKind, before?: number): Promise<string | null>;
  /** How many entries each case has, as its head says. */
  sizes(): Promise<ReadonlyMap<string, number>>;
  /** The signed head of a case. */
  head(caseId: string): Promise<SignedHead | null>;
  /** The exact text of a document, or null; empty when its bytes are no text. Not checked, for verification. */
  documentText(hash: Hash): Promise<string | null>;
  /** A document, hashed again: LedgerTamperedError when it is missing or is not what was stored. */
  document(hash: Hash): Promise<Json>;
  /** The keys that writers left in the store: to be shown, and trusted only as `trustedKeys` says. */
  keys(): Promise<LedgerKey[]>;
  /** A number that grows with every entry of any case: cheap enough to ask many times a second. */
  version(): Promise<number>;
  close(): Promise<void>;
}
