import type { DatabaseSync } from 'node:sqlite';
import { translated } from './errors.js';

/**
 * How long a writer waits for another process's transaction before it says `busy`. It waits in its own thread, and less
 * than the ten seconds that an activity may take: so that the activity's error is the ledger's, not a time-out.
 */
export const busyMilliseconds = 8_000;

/**
 * `BEGIN IMMEDIATE`, waited for at most `busyMilliseconds`; then the error is SQLite's. SQLite's own wait looks up to 100
 * ms apart (sqlite.org/c3ref/busy_timeout.html): beside a process that writes one transaction after the other it would
 * hardly ever find the moment between two of them. This one looks every millisecond.
 */
export const beginImmediate = (db: DatabaseSync): void => {
  db.exec('PRAGMA busy_timeout = 0');
  try {
    onceFree(() => db.exec('BEGIN IMMEDIATE'));
  } finally {
    db.exec(`PRAGMA busy_timeout = ${busyMilliseconds}`);
  }
};

/** Does what another process may stand in the way of, looking every millisecond for at most `busyMilliseconds`. */
export const onceFree = (work: () => void): void => {
  const until = Date.now() + busyMilliseconds;
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      if (Date.now() > until || translated(error, '').code !== 'busy') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
};
