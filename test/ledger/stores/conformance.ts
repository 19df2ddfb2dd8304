import { describe } from '@jest/globals';
import { full } from './full.js';
import { refusing } from './refusing.js';
import { retiring } from './retiring.js';
import { sharing } from './sharing.js';
import type { Store } from './store.js';
import { tampering } from './tampering.js';
import { writing } from './writing.js';

/** What every store of the ledger does, whichever it is. */
export const conformance = (store: Store, keyPath: string): void => {
  describe('a ledger', () => writing(store, keyPath));
  describe('what is refused', () => refusing(store, keyPath));
  describe('tampering', () => tampering(store, keyPath));
  describe('several at once', () => sharing(store, keyPath));
  describe('a key that is retired', () => retiring(store, keyPath));
  full(store, keyPath);
};
