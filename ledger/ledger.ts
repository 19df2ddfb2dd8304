import type { RunReference } from '../workflows/contract/activities.js';
import type { Entry, EntryBodies, EntryKind } from '../workflows/contract/entries.js';
import type { Hash, Json } from '../workflows/contract/json.js';
import type { LedgerKey } from './keys.js';
import type { EntryQuery } from './reader.js';

/**
 * The ledger as workers use it: append-only, one hash chain per case. Every write is durable before it resolves; a
 * write that rejects was not recorded, except when the process or its writer died in between, which a retry finds out.
 */
export interface Ledger {
  /** The public keys whose entries this ledger trusts. */
  readonly keys: readonly LedgerKey[];

  /** Appends one entry to the chain of a case. */
  append<K extends EntryKind>(caseId: string, actor: string, kind: K, body: EntryBodies[K]): Promise<Entry<K>>;

  /**
   * Announces a changing call; nothing may be sent to AWS before this resolves. Throws FencedError when the same or a
   * higher attempt of (run, step, call) announced itself before. Otherwise answers with the newest older intent of that
   * call, if any; `reconciles` names its attempt when no `call` entry says how that attempt ended.
   */
  intend(
    caseId: string,
    actor: string,
    body: Omit<EntryBodies['intent'], 'reconciles'>,
  ): Promise<{ readonly entry: Entry<'intent'>; readonly older: Entry<'intent'> | null }>;

  /** Appends once per (case, onceKey), however often and by however many it is asked: a repeat gets the first entry. */
  appendOnce<K extends EntryKind>(
    caseId: string,
    actor: string,
    kind: K,
    body: EntryBodies[K],
    onceKey: string,
  ): Promise<{ readonly entry: Entry<K>; readonly repeated: boolean }>;

  /** Stores a document of at most 32 MiB under the SHA-256 of its canonical text. */
  putDocument(value: Json): Promise<Hash>;
  /** A stored document, hashed again; throws LedgerTamperedError when it is missing or altered. */
  getDocument(hash: Hash): Promise<Json>;

  /** Entries of a case in order; seals are not checked here. */
  entries(caseId: string, query?: EntryQuery): Promise<Entry[]>;
  caseOfRun(run: string): Promise<string | null>;
  /** The runs, of any case, that began or skipped a step on one of these resources, oldest first. */
  runsOn(resources: readonly string[]): Promise<readonly RunReference[]>;
  cases(): Promise<string[]>;
  close(): Promise<void>;
}
