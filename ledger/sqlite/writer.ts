import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Entry, EntryKind } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import { canonical } from '../canonical.js';
import { genesis, maxEntryBytes, recompute, sealText } from '../entry.js';
import { parseEntry } from '../entry-shape.js';
import { FencedError, LedgerInputError, LedgerTamperedError } from '../errors.js';
import { signHead } from '../head.js';
import type { SigningKey } from '../signing-key.js';
import { columnsOf } from './messages.js';
import type { Columns, WriterAnswer, WriterRequest } from './messages.js';

type Head = { readonly seq: number; readonly hash: Hash; readonly at: string };

/** One result per request, in order: an answer that is durable, or why there is none. */
export type WriterResult = WriterAnswer | Error;

/**
 * All writing to one database. `commit` does a batch of requests in one transaction:
 * 1. `BEGIN IMMEDIATE` takes the write lock first, so the head of a case that is read is still the head when it is followed.
 * 2. A request that is refused changes nothing and does not disturb the others: it is checked before its one INSERT.
 * 3. Nothing is answered before COMMIT; when that fails, every request of the batch fails and none was recorded.
 */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #key: SigningKey;
  readonly #heads = new Map<string, Head>();
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, key: SigningKey) {
    this.#db = db;
    this.#key = key;
    const { id, algorithm, publicKey, pem } = key.publicKey;
    this.#run(
      'INSERT OR IGNORE INTO keys (id, algorithm, public_key, pem) VALUES (?, ?, ?, ?)',
      id,
      algorithm,
      publicKey,
      pem,
    );
  }

  commit(requests: readonly WriterRequest[]): WriterResult[] {
    // Another process may have appended since: heads are known within one transaction only.
    this.#heads.clear();
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const results = requests.map((request) => this.#attempt(request));
      for (const [caseId, { seq, hash }] of this.#heads) this.#saveHead(caseId, seq, hash);
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

  #attempt(request: WriterRequest): WriterResult {
    try {
      if (request.op === 'document') return this.#document(request.hash, request.text);
      return request.op === 'intend' ? this.#intend(request) : this.#append(request);
    } catch (error) {
      const refused =
        error instanceof FencedError || error instanceof LedgerInputError || error instanceof LedgerTamperedError;
      if (refused) return error;
      throw error;
    }
  }

  #append(request: Extract<WriterRequest, { op: 'append' }>): WriterAnswer {
    if (request.once !== null) {
      const first = this.#get('SELECT text FROM entries WHERE case_id = ? AND once = ?', request.case, request.once);
      if (first) return { text: String(first['text']), older: null, repeated: true };
    }
    return { text: this.#insert(request, request.columns), older: null, repeated: false };
  }

  #intend(request: Extract<WriterRequest, { op: 'intend' }>): WriterAnswer {
    const body = JSON.parse(request.body) as Entry<'intent'>['body'];
    const { run, step, call, attempt } = body;
    const row = this.#get(
      "SELECT attempt, text FROM entries WHERE run = ? AND step = ? AND call = ? AND kind = 'intent' ORDER BY attempt DESC LIMIT 1",
      run,
      step,
      call,
    );
    const older = row ? Number(row['attempt']) : null;
    if (older !== null && older >= attempt) {
      throw new FencedError(
        older,
        `${call} of ${step} in ${run}: attempt ${attempt} is stale, attempt ${older} has begun it`,
      );
    }
    const reconciles = older !== null && !this.#answered(run, step, call, older) ? { reconciles: older } : {};
    const text = canonical({ ...body, ...reconciles } as unknown as Json);
    const { case: caseId, actor } = request;
    const entry = this.#insert({ case: caseId, actor, kind: 'intent', body: text, once: null }, columnsOf(body));
    return { text: entry, older: row ? String(row['text']) : null, repeated: false };
  }

  #answered(run: string, step: string, call: string, attempt: number): boolean {
    const sql =
      "SELECT 1 FROM entries WHERE run = ? AND kind = 'call' AND step = ? AND call = ? AND attempt = ? LIMIT 1";
    return this.#get(sql, run, step, call, attempt) !== undefined;
  }

  #insert(
    draft: {
      readonly case: string;
      readonly actor: string;
      readonly kind: EntryKind;
      readonly body: string;
      readonly once: string | null;
    },
    columns: Columns,
  ): string {
    const head = this.#head(draft.case);
    const now = new Date().toISOString();
    // A clock that was set back does not turn the order of a case around: time stands still until it has caught up.
    const at = head !== null && head.at > now ? head.at : now;
    const seq = (head?.seq ?? 0) + 1;
    const { case: caseId, actor, kind, body } = draft;
    const { hash, text } = sealText({ case: caseId, seq, at, actor, kind, body }, head?.hash ?? genesis, this.#key);
    if (Buffer.byteLength(text) > maxEntryBytes) {
      throw new LedgerInputError(
        `the ${kind} entry is larger than ${maxEntryBytes} bytes; store a document and name its hash`,
      );
    }
    this.#run(
      'INSERT INTO entries (case_id, seq, kind, run, step, call, attempt, once, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      caseId,
      seq,
      kind,
      columns.run,
      columns.step,
      columns.call,
      columns.attempt,
      draft.once,
      text,
    );
    this.#heads.set(caseId, { seq, hash, at });
    return text;
  }

  #head(caseId: string): Head | null {
    const known = this.#heads.get(caseId);
    if (known) return known;
    const row = this.#get('SELECT text FROM entries WHERE case_id = ? ORDER BY seq DESC LIMIT 1', caseId);
    if (!row) return null;
    const last = parseEntry(String(row['text']));
    // Nothing can follow it; the other cases go on.
    if ('problem' in last) throw new LedgerTamperedError(`the last entry of ${caseId} was altered: ${last.problem}`);
    const { seq, hash } = last.entry;
    // What is signed next vouches for all before it: a chain whose end was cut off or edited must not be carried on.
    const head = this.#get('SELECT seq, hash, key, signature FROM heads WHERE case_id = ?', caseId);
    if (recompute(last.entry).hash !== hash || head?.['seq'] !== seq || head['hash'] !== hash)
      throw new LedgerTamperedError(`the last entry of ${caseId} is not the one that was written last`);
    return last.entry;
  }

  #saveHead(caseId: string, seq: number, hash: Hash): void {
    const { key, signature } = signHead(caseId, seq, hash, this.#key);
    this.#run(
      'INSERT OR REPLACE INTO heads (case_id, seq, hash, key, signature) VALUES (?, ?, ?, ?, ?)',
      caseId,
      seq,
      hash,
      key,
      signature,
    );
  }

  #document(hash: Hash, text: string): WriterAnswer {
    const known = this.#get('SELECT text FROM documents WHERE hash = ?', hash);
    if (known === undefined) this.#run('INSERT INTO documents (hash, text) VALUES (?, ?)', hash, text);
    else if (known['text'] !== text) throw new LedgerTamperedError(`the stored document ${hash} was altered`);
    return { text: hash, older: null, repeated: known !== undefined };
  }

  #get(sql: string, ...values: (string | number | null)[]): Record<string, unknown> | undefined {
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
