import { setTimeout as pause } from 'node:timers/promises';

/** How long a screen may wait for its data, in milliseconds: no key is held up longer by a ledger that is slow or away. */
const patience = 250;

/** Resolves when `work` is done, or out of patience. */
export const soon = (work: Promise<void>): Promise<void> => {
  const waited = new AbortController();
  return Promise.race([work, pause(patience, undefined, { signal: waited.signal })]).finally(() => waited.abort());
};
