import type { Hash } from '../../workflows/contract/json.js';
import type { SignedHead } from '../head.js';
import type { StoredTail } from './followable.js';
import type { PlannedEntry } from './batch.js';

/** A signed entry and the columns that index it. */
export type EntryRow = Omit<PlannedEntry, 'chained'> & { readonly text: string };

/** What is there when the call returns, or later. */
type Eventual<T> = T | Promise<T>;

/**
 * One transaction of a store, as a batch needs it. From the first look at a case (`tail`, `onceText`) and at a call
 * (`newestIntent`) to the end of the transaction nobody else adds to them.
 */
export type BatchStore = {
  readonly tail: (caseId: string) => Eventual<StoredTail>;
  /** The text of the entry that was appended under a once key. */
  readonly onceText: (caseId: string, once: string) => Eventual<string | null>;
  /** Of the intents of one call that with the highest attempt. */
  readonly newestIntent: (
    run: string,
    step: string,
    call: string,
  ) => Eventual<{ readonly attempt: number; readonly text: string } | null>;
  /** Whether a `call` entry says how this attempt ended. */
  readonly isAnswered: (run: string, step: string, call: string, attempt: number) => Eventual<boolean>;
  /**
   * What is stored as the retirement of this key, if it is short enough to be one; not believed. When there is nothing,
   * nobody retires the key before the transaction ends.
   */
  readonly retirementText: (key: string) => Eventual<string | null>;
  readonly documentText: (hash: Hash) => Eventual<string | null>;
  readonly insertDocument: (hash: Hash, text: string) => Eventual<void>;
  readonly insertEntries: (rows: readonly EntryRow[]) => Eventual<void>;
  readonly saveHeads: (heads: readonly SignedHead[]) => Eventual<void>;
};
