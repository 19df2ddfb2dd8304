import type { DatabaseSync } from 'node:sqlite';
import { translated } from './errors.js';

/**
 * How long a writer waits for another process's transaction before it says `busy`. It waits in its own thread, and less
 * than the ten seconds that an activity may take: so that the activity's error is the ledger's, not a time-out.
 */
export const busyMilliseconds = 8_000;

const samplingMilliseconds = 2;

/**
 * `BEGIN IMMEDIATE`, waited for at most `busyMilliseconds`; then the error is SQLite's. SQLite's own wait looks up to 100
 * ms apart (sqlite.org/c3ref/busy_timeout.html): beside a process that writes one transaction after the other it would
 * hardly ever find the moment between two of them. This one looks every millisecond or two.
 */
export const beginImmediate = (db: DatabaseSync): void => {
  const until = Date.now() + busyMilliseconds;
  db.exec(`PRAGMA busy_timeout = ${samplingMilliseconds}`);
  try {
    while (!began(db, until));
  } finally {
    db.exec(`PRAGMA busy_timeout = ${busyMilliseconds}`);
  }
};

const began = (db: DatabaseSync, until: number): boolean => {
  try {
    db.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (Date.now() > until || translated(error, '').code !== 'busy') throw error;
    return false;
  }
};
