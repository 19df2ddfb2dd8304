import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LedgerUnavailableError } from '../errors.js';
import { errno } from '../files.js';
import { translated } from './errors.js';
import { beginImmediate, busyMilliseconds, onceFree } from './write-lock.js';

/** The layout this code reads and writes. */
export const schemaVersion = 1;

/** What the name of a step, `<stage>/<resource>/<action>`, says after its stage. */
export const onResource = "substr(step, instr(step, '/') + 1)";

// `text` is the truth; the other columns are an index of it, and verification checks that they agree.
// AUTOINCREMENT: a row number is never given twice, so a reader that follows the tail misses nothing.
const tables = `
  CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, case_id TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL,
    run TEXT NOT NULL, step TEXT, call TEXT, attempt INTEGER, once TEXT, text TEXT NOT NULL,
    UNIQUE (case_id, seq)) STRICT;
  CREATE INDEX IF NOT EXISTS entries_run ON entries (run, kind, step);
  CREATE INDEX IF NOT EXISTS entries_resource ON entries (${onResource}, case_id, run) WHERE kind = 'outcome';
  CREATE UNIQUE INDEX IF NOT EXISTS entries_intent ON entries (run, step, call, attempt) WHERE kind = 'intent';
  CREATE UNIQUE INDEX IF NOT EXISTS entries_once ON entries (case_id, once) WHERE once IS NOT NULL;
  CREATE TABLE IF NOT EXISTS heads (
    case_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL, key TEXT NOT NULL, signature TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS documents (hash TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY, algorithm TEXT NOT NULL, public_key TEXT NOT NULL, pem TEXT NOT NULL) STRICT;
`;

/**
 * Opens the database to write, making it first where there is none: folder 0700, file 0600, WAL, and
 * `synchronous=FULL`, so that a transaction that was answered survives the loss of power (sqlite.org/pragma.html).
 */
export const openForWriting = (path: string): DatabaseSync => {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives -wal and -shm the mode of the database file.
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw new LedgerUnavailableError(
      'unreadable',
      `the ledger ${path} cannot be opened to write: ${errno(error) ?? 'unknown'}`,
    );
  }
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA busy_timeout = ${busyMilliseconds}`);
    // This takes a lock that ignores busy_timeout while another process opens the same new file.
    onceFree(() => db.exec('PRAGMA journal_mode = WAL'));
    db.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA trusted_schema = OFF');
    beginImmediate(db);
    checkVersion(db, path);
    db.exec(`${tables}; PRAGMA user_version = ${schemaVersion}; COMMIT`);
    return db;
  } catch (error) {
    db.close();
    throw translated(error, path);
  }
};

/** Refuses a database that a newer Firebreak wrote. Returns false when the database is still empty. */
export const checkVersion = (db: DatabaseSync, path: string): boolean => {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > schemaVersion) {
    throw new LedgerUnavailableError(
      'newer',
      `the ledger ${path} was written by a newer Firebreak (layout ${version}); upgrade`,
    );
  }
  return version > 0;
};
