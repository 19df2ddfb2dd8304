import type { RunReference } from '../../workflows/contract/activities.js';
import type { Entry, EntryKind } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import { LedgerUnavailableError } from '../errors.js';
import type { SignedHead } from '../head.js';
import type { LedgerKey } from '../keys.js';
import { exactText } from '../line-bytes.js';
import type { EntryQuery, LedgerReader, RunRow } from '../reader.js';
import { storedDocument, storedEntry, storedHead, storedKey } from '../stored-rows.js';
import type { LedgerLine } from '../verify-line.js';
import { asking, bytesOf } from './asking.js';
import type { Ask } from './asking.js';
import { connections } from './connections.js';
import type { Connections } from './connections.js';
import { translated } from './errors.js';
import { layoutOf } from './layout.js';
import { storedLines } from './lines.js';
import { caseOf, runsWith, storedCases, storedRuns } from './runs.js';

/** So many questions are asked at once. */
const atOnce = 4;

/** Reads a PostgreSQL ledger, each question in a transaction of its own. */
class PostgresReader implements LedgerReader {
  readonly #to: Connections;
  readonly #ask: Ask;

  constructor(to: Connections) {
    this.#to = to;
    this.#ask = asking(to);
  }

  cases(): Promise<string[]> {
    return storedCases(this.#ask);
  }

  runs(): Promise<RunRow[]> {
    return storedRuns(this.#ask);
  }

  caseOfRun(run: string): Promise<string | null> {
    return caseOf(this.#ask, run);
  }

  runsOn(resources: readonly string[]): Promise<RunReference[]> {
    return runsWith(this.#ask, resources);
  }

  async entries(caseId: string, query: EntryQuery = {}): Promise<Entry[]> {
    const { after = 0, run, step, kinds, limit } = query;
    const where = ['case_id = $1', 'seq > $2'];
    const values: unknown[] = [caseId, after];
    const add = (clause: (place: string) => string, value: unknown): void => {
      values.push(value);
      where.push(clause(`$${values.length}`));
    };
    if (run !== undefined) add((place) => `run = ${place}`, run);
    if (step !== undefined) add((place) => `step = ${place}`, step);
    if (kinds !== undefined) add((place) => `kind = ANY(${place}::text[])`, [...kinds]);
    values.push(limit ?? null);
    const sql = `SELECT text FROM firebreak.entries WHERE ${where.join(' AND ')} ORDER BY seq LIMIT $${values.length}`;
    return (await this.#ask(sql, ...values)).map((row) => storedEntry(String(row['text'])));
  }

  lines(caseId: string): AsyncIterable<LedgerLine> {
    return storedLines(this.#ask, caseId);
  }

  async texts(caseId: string, after: number, limit: number): Promise<string[]> {
    const sql = 'SELECT text FROM firebreak.entries WHERE case_id = $1 AND seq > $2 ORDER BY seq LIMIT $3';
    return (await this.#ask(sql, caseId, after, limit)).map((row) => String(row['text']));
  }

  async newestText(caseId: string, kind: EntryKind, before = Number.MAX_SAFE_INTEGER): Promise<string | null> {
    const sql = `SELECT text FROM firebreak.entries WHERE case_id = $1 AND seq < $2 AND kind = $3
      ORDER BY seq DESC LIMIT 1`;
    const [row] = await this.#ask(sql, caseId, before, kind);
    return row ? String(row['text']) : null;
  }

  async sizes(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#ask('SELECT case_id, seq FROM firebreak.heads');
    return new Map(rows.map((row) => [String(row['case_id']), Number(row['seq'])]));
  }

  async head(caseId: string): Promise<SignedHead | null> {
    const [row] = await this.#ask('SELECT seq, hash, key, signature FROM firebreak.heads WHERE case_id = $1', caseId);
    return row ? storedHead(caseId, row) : null;
  }

  async documentText(hash: Hash): Promise<string | null> {
    const sql = "SELECT convert_to(text, 'UTF8') AS bytes FROM firebreak.documents WHERE hash = $1";
    const [row] = await this.#ask(sql, hash);
    return row ? (exactText(bytesOf(row['bytes'])) ?? '') : null;
  }

  async document(hash: Hash): Promise<Json> {
    return storedDocument(hash, await this.documentText(hash), this.#to.place);
  }

  async keys(): Promise<LedgerKey[]> {
    const rows = await this.#ask('SELECT id, public_key, pem FROM firebreak.keys ORDER BY id');
    return rows.map(storedKey);
  }

  // Row numbers are given before COMMIT, and cases commit in any order: whoever follows the highest one misses an entry
  // with a lower one that becomes visible later. The numbers of the heads are set by the transaction that appends, under
  // the lock of its case: their sum is how many entries there are to be seen, and no commit leaves it as it was.
  async version(): Promise<number> {
    return Number((await this.#ask('SELECT sum(seq) AS sum FROM firebreak.heads'))[0]?.['sum'] ?? 0);
  }

  async close(): Promise<void> {
    if (!this.#to.pool.ending) await this.#to.pool.end();
  }
}

/** Opens a ledger in PostgreSQL to read it. Throws LedgerUnavailableError, with a code, when it cannot. */
export const openPostgresReader = async (url: string): Promise<LedgerReader> => {
  const to = connections(url, atOnce);
  try {
    const layout = await layoutOf(to.pool, to.place);
    if (layout === null)
      throw new LedgerUnavailableError('missing', `${to.place} holds no ledger; has anything run yet?`);
    return new PostgresReader(to);
  } catch (error) {
    await to.pool.end();
    throw translated(error, to.place);
  }
};
