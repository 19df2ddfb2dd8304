import { afterAll, beforeAll } from '@jest/globals';
import type { Ledger } from '../../../ledger/ledger.js';
import { openAt } from './open-at.js';

/** Where ledgers are kept, as the suite uses it: a place is a path, or the URL of a database. */
export type Store = {
  /** A place where there is nothing yet. */
  readonly fresh: () => Promise<string>;
  /** A second place with what a ledger holds that nobody has open. */
  readonly copy: (place: string) => Promise<string>;
  /** Does this as somebody who may do anything there, and has put aside what keeps tables append-only. */
  readonly alter: (place: string, sql: string) => Promise<void>;
  /** The same on a disk that is mounted there, of so many megabytes, and belongs to the user of this id. */
  readonly freshIn: (folder: string) => Promise<string>;
  readonly megabytes: number;
  readonly uid: () => number;
  /** Lets go of the disk that a place is on. */
  readonly remove: (place: string) => Promise<void>;
  /** What a newer Firebreak would have done to the layout. */
  readonly newer: string;
};

/** One ledger for the tests of a block: open from the first of them to the last. */
export const openedOnce = (store: Store, keyPath: string): { readonly ledger: Ledger; readonly place: string } => {
  let opened: { readonly ledger: Ledger; readonly place: string } | null = null;
  beforeAll(async () => {
    const place = await store.fresh();
    opened = { place, ledger: await openAt(place, keyPath) };
  });
  afterAll(() => opened?.ledger.close());
  const now = () => {
    if (opened === null) throw new Error('the ledger is not open');
    return opened;
  };
  return {
    get ledger() {
      return now().ledger;
    },
    get place() {
      return now().place;
    },
  };
};
