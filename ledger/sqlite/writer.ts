import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { SignedHead } from '../head.js';
import { maxRetirementBytes, retirementOnce } from '../rotation/retirement.js';
import type { Signer } from '../signer.js';
import type { StoredTail } from '../writing/followable.js';
import type { WriterRequest } from '../writing/requests.js';
import type { BatchStore, EntryRow } from '../writing/store.js';
import { beginImmediate } from './write-lock.js';
import { writeBatch } from '../writing/write-batch.js';
import type { WriterResult } from '../writing/write-batch.js';

type Row = Readonly<Record<string, unknown>>;

const byOnce = 'SELECT text FROM entries WHERE case_id = ? AND once = ?';
const retirement = `${byOnce} AND octet_length(text) <= ${maxRetirementBytes}`;

/**
 * All writing to one database. `commit` does a batch of requests in one transaction:
 * 1. `BEGIN IMMEDIATE` takes the write lock first, so the end of a case that is read is still its end when it is followed.
 * 2. Nothing is answered before COMMIT; when that fails, every request of the batch fails and none was recorded.
 */
export class SqliteWriter {
  readonly #db: DatabaseSync;
  readonly #signer: Signer;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, signer: Signer) {
    this.#db = db;
    this.#signer = signer;
    const { id, algorithm, publicKey, pem } = signer.publicKey;
    beginImmediate(db);
    this.#run(
      'INSERT OR IGNORE INTO keys (id, algorithm, public_key, pem) VALUES (?, ?, ?, ?)',
      id,
      algorithm,
      publicKey,
      pem,
    );
    db.exec('COMMIT');
  }

  /** One at a time: the next one may be asked for when this one has settled. */
  async commit(requests: readonly WriterRequest[]): Promise<WriterResult[]> {
    beginImmediate(this.#db);
    try {
      const results = await writeBatch(this.#store, this.#signer, requests);
      this.#db.exec('COMMIT');
      return results;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  readonly #store: BatchStore = {
    tail: (caseId) => this.#tail(caseId),
    onceText: (caseId, once) => this.#text(byOnce, caseId, once),
    newestIntent: (run, step, call) => {
      const row = this.#get(
        "SELECT attempt, text FROM entries WHERE run = ? AND step = ? AND call = ? AND kind = 'intent' ORDER BY attempt DESC LIMIT 1",
        run,
        step,
        call,
      );
      return row ? { attempt: Number(row['attempt']), text: String(row['text']) } : null;
    },
    isAnswered: (run, step, call, attempt) => {
      const sql =
        "SELECT 1 FROM entries WHERE run = ? AND kind = 'call' AND step = ? AND call = ? AND attempt = ? LIMIT 1";
      return this.#get(sql, run, step, call, attempt) !== undefined;
    },
    retirementText: (key) => this.#text(retirement, deploymentChain, retirementOnce(key)),
    documentText: (hash) => this.#text('SELECT text FROM documents WHERE hash = ?', hash),
    insertDocument: (hash, text) => this.#run('INSERT INTO documents (hash, text) VALUES (?, ?)', hash, text),
    insertEntries: (rows) => rows.forEach((row) => this.#insert(row)),
    saveHeads: (heads) => heads.forEach((head) => this.#saveHead(head)),
  };

  #tail(caseId: string): StoredTail {
    const head = this.#get('SELECT CAST(seq AS TEXT) AS seq, hash FROM heads WHERE case_id = ?', caseId);
    return {
      text: this.#text('SELECT text FROM entries WHERE case_id = ? ORDER BY seq DESC LIMIT 1', caseId),
      head: head ? { seq: Number(head['seq']), hash: String(head['hash']) } : null,
    };
  }

  #insert({ case: caseId, seq, kind, columns, once, text }: EntryRow): void {
    const { run, step, call, attempt } = columns;
    this.#run(
      'INSERT INTO entries (case_id, seq, kind, run, step, call, attempt, once, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      caseId,
      seq,
      kind,
      run,
      step,
      call,
      attempt,
      once,
      text,
    );
  }

  #saveHead({ case: caseId, seq, hash, key, signature }: SignedHead): void {
    this.#run(
      'INSERT OR REPLACE INTO heads (case_id, seq, hash, key, signature) VALUES (?, ?, ?, ?, ?)',
      caseId,
      seq,
      hash,
      key,
      signature,
    );
  }

  #text(sql: string, ...values: string[]): string | null {
    const row = this.#get(sql, ...values);
    return row ? String(row['text']) : null;
  }

  #get(sql: string, ...values: (string | number | null)[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }
}
