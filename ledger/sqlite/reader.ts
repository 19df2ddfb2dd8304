import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { RunReference } from '../../workflows/contract/activities.js';
import type { Entry, EntryKind } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import { maxEntryBytes } from '../entry.js';
import { LedgerUnavailableError } from '../errors.js';
import { errno } from '../files.js';
import type { SignedHead } from '../head.js';
import type { LedgerKey } from '../keys.js';
import { exactText } from '../line-bytes.js';
import type { EntryQuery, LedgerReader, RunRow } from '../reader.js';
import { storedDocument, storedEntry, storedHead, storedKey, storedLine } from '../stored-rows.js';
import type { LedgerLine } from '../verify-line.js';
import { translated } from './errors.js';
import { checkVersion, onResource } from './schema.js';

type Row = Readonly<Record<string, unknown>>;

/** Few enough that the largest entries fit into memory together. */
const linesAtOnce = 100;

// Somebody may have put a number there that JavaScript has none for.
const asText = (column: string): string => `CAST(${column} AS TEXT) AS ${column}`;
// SQLite gives null for no bytes at all.
const bytesOf = (value: unknown): Uint8Array => (value ?? new Uint8Array()) as Uint8Array;

/** Reads a SQLite ledger. Each answer is there when the call returns: nothing of this process runs in between. */
class SqliteReader implements LedgerReader {
  readonly #path: string;
  #db: DatabaseSync;
  #still: string | null;

  constructor(path: string) {
    this.#path = resolve(path);
    ({ db: this.#db, still: this.#still } = openForReading(this.#path));
  }

  async cases(): Promise<string[]> {
    const sql = `SELECT case_id FROM (SELECT case_id, min(id) AS first FROM entries GROUP BY case_id
      UNION ALL SELECT case_id, NULL FROM heads) GROUP BY case_id ORDER BY min(first)`;
    return this.#all(sql).map((row) => String(row['case_id']));
  }

  async runs(): Promise<RunRow[]> {
    const sql =
      "SELECT case_id, run, min(seq) AS seq, min(id) AS id FROM entries WHERE kind = 'run' GROUP BY run ORDER BY id DESC";
    return this.#all(sql).map((row) => ({
      case: String(row['case_id']),
      run: String(row['run']),
      seq: Number(row['seq']),
    }));
  }

  async caseOfRun(run: string): Promise<string | null> {
    const [row] = this.#all('SELECT case_id FROM entries WHERE run = ? ORDER BY id LIMIT 1', run);
    return row ? String(row['case_id']) : null;
  }

  async runsOn(resources: readonly string[]): Promise<RunReference[]> {
    // A step is named `<stage>/<resource>/<action>`, and 0 is the character after the slash. CROSS JOIN keeps the order.
    const sql = `SELECT case_id, run FROM json_each(?) CROSS JOIN entries
      ON ${onResource} >= value || '/' AND ${onResource} < value || '0'
      WHERE kind = 'outcome' GROUP BY case_id, run ORDER BY min(entries.id)`;
    return this.#all(sql, JSON.stringify(resources)).map((row) => ({
      case: String(row['case_id']),
      run: String(row['run']),
    }));
  }

  async entries(caseId: string, query: EntryQuery = {}): Promise<Entry[]> {
    const kinds = query.kinds ?? [];
    const where = ['case_id = ?', 'seq > ?'];
    const values: (string | number)[] = [caseId, query.after ?? 0];
    const add = (clause: string, ...more: (string | number)[]): void => {
      where.push(clause);
      values.push(...more);
    };
    if (query.run !== undefined) add('run = ?', query.run);
    if (query.step !== undefined) add('step = ?', query.step);
    if (query.kinds !== undefined) add(`kind IN (${kinds.map(() => '?').join(', ')})`, ...kinds);
    // Without statistics SQLite would walk the whole case to spare itself a sort.
    const index = query.run === undefined ? '' : 'INDEXED BY entries_run';
    const sql = `SELECT text FROM entries ${index} WHERE ${where.join(' AND ')} ORDER BY seq LIMIT ?`;
    return this.#all(sql, ...values, query.limit ?? -1).map((row) => storedEntry(String(row['text'])));
  }

  async *lines(caseId: string): AsyncIterableIterator<LedgerLine> {
    const sql = (
      next: string,
    ): string => `SELECT ${asText('id')}, ${asText('seq')}, ${asText('attempt')}, case_id, kind, run, step,
      call, substr(CAST(text AS BLOB), 1, ${maxEntryBytes + 1}) AS bytes
      FROM entries WHERE case_id = ? ${next} ORDER BY entries.seq, entries.id LIMIT ${linesAtOnce}`;
    let rows = this.#all(sql(''), caseId);
    for (let last = rows.at(-1); last; last = rows.at(-1)) {
      for (const { id: _, bytes, ...columns } of rows) yield storedLine(bytesOf(bytes), columns);
      // By row too: where somebody has dropped the index that forbids it, two rows may have one number.
      const next = 'AND (seq, id) > (CAST(? AS INTEGER), CAST(? AS INTEGER))';
      rows = this.#all(sql(next), caseId, String(last['seq']), String(last['id']));
    }
  }

  async texts(caseId: string, after: number, limit: number): Promise<string[]> {
    const sql = 'SELECT text FROM entries WHERE case_id = ? AND seq > ? ORDER BY seq LIMIT ?';
    return this.#all(sql, caseId, after, limit).map((row) => String(row['text']));
  }

  async newestText(caseId: string, kind: EntryKind, before = Number.MAX_SAFE_INTEGER): Promise<string | null> {
    const sql = 'SELECT text FROM entries WHERE case_id = ? AND seq < ? AND kind = ? ORDER BY seq DESC LIMIT 1';
    const [row] = this.#all(sql, caseId, before, kind);
    return row ? String(row['text']) : null;
  }

  async sizes(): Promise<ReadonlyMap<string, number>> {
    const rows = this.#all(`SELECT case_id, ${asText('seq')} FROM heads`);
    return new Map(rows.map((row) => [String(row['case_id']), Number(row['seq'])]));
  }

  async head(caseId: string): Promise<SignedHead | null> {
    const [row] = this.#all(`SELECT ${asText('seq')}, hash, key, signature FROM heads WHERE case_id = ?`, caseId);
    return row ? storedHead(caseId, row) : null;
  }

  async documentText(hash: Hash): Promise<string | null> {
    const [row] = this.#all('SELECT CAST(text AS BLOB) AS bytes FROM documents WHERE hash = ?', hash);
    return row ? (exactText(bytesOf(row['bytes'])) ?? '') : null;
  }

  async document(hash: Hash): Promise<Json> {
    return storedDocument(hash, await this.documentText(hash), this.#path);
  }

  async keys(): Promise<LedgerKey[]> {
    return this.#all('SELECT id, public_key, pem FROM keys ORDER BY id').map(storedKey);
  }

  async version(): Promise<number> {
    return Number(this.#all('SELECT max(id) AS id FROM entries')[0]?.['id'] ?? 0);
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    try {
      // A file that was read as unchanging has changed: somebody writes again.
      if (this.#still !== null && this.#still !== stamp(this.#path)) {
        this.#db.close();
        ({ db: this.#db, still: this.#still } = openForReading(this.#path));
      }
      return this.#db.prepare(sql).all(...values);
    } catch (error) {
      throw translated(error, this.#path);
    }
  }
}

/** Opens a ledger to read it, whether or not a worker runs. Throws LedgerUnavailableError, with a code, when it cannot. */
export const openSqliteReader = (path: string): LedgerReader => new SqliteReader(path);

const stamp = (path: string): string => {
  const { mtimeMs, size, ino } = statSync(path);
  return `${mtimeMs}:${size}:${ino}:${existsSync(`${path}-wal`)}`;
};

const openForReading = (path: string): { readonly db: DatabaseSync; readonly still: string | null } => {
  try {
    statSync(path);
  } catch (error) {
    const missing = errno(error) === 'ENOENT';
    const why = missing ? 'there is no such file; has anything run yet?' : 'you may not read it';
    throw new LedgerUnavailableError(missing ? 'missing' : 'unreadable', `the ledger ${path} cannot be opened: ${why}`);
  }
  try {
    return { db: usable(new DatabaseSync(path, { readOnly: true }), path), still: null };
  } catch (error) {
    // WAL needs `-shm`, and a folder that may not be written cannot get one. With no `-wal` beside it the file is
    // complete and nobody writes, so it may be read as unchanging (sqlite.org/wal.html#readonly, uri.html "immutable").
    const failure = translated(error, path);
    if (failure.code !== 'unreadable' || existsSync(`${path}-wal`)) throw failure;
  }
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  const still = stamp(path);
  try {
    return { db: usable(new DatabaseSync(url, { readOnly: true }), path), still };
  } catch (error) {
    throw translated(error, path);
  }
};

const usable = (db: DatabaseSync, path: string): DatabaseSync => {
  try {
    db.exec('PRAGMA busy_timeout = 1000; PRAGMA trusted_schema = OFF');
    if (!checkVersion(db, path))
      throw new LedgerUnavailableError('not-a-ledger', `${path} is no ledger, or an empty one`);
    db.prepare('SELECT 1 FROM entries LIMIT 1').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
