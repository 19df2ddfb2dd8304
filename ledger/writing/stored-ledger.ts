import type { RunReference } from '../../workflows/contract/activities.js';
import type { Entry, EntryBodies, EntryKind } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import { canonical, sha256 } from '../canonical.js';
import { LedgerInputError } from '../errors.js';
import type { LedgerKey } from '../keys.js';
import type { Ledger } from '../ledger.js';
import type { EntryQuery, LedgerReader } from '../reader.js';
import { appendRequest } from './requests.js';
import type { Writer } from './requests.js';

/** The largest document, in bytes of its canonical text. */
export const maxDocumentBytes = 32 * 1024 * 1024;

const notIntent = (kind: EntryKind): EntryKind => {
  if (kind === 'intent') throw new LedgerInputError('intents are fenced: use intend');
  return kind;
};

/** A ledger on the writer and the reader of one store. */
export class StoredLedger implements Ledger {
  readonly keys: readonly LedgerKey[];
  readonly #writer: Writer;
  readonly #reader: LedgerReader;

  constructor(writer: Writer, reader: LedgerReader, keys: readonly LedgerKey[]) {
    this.#writer = writer;
    this.#reader = reader;
    this.keys = keys;
  }

  async append<K extends EntryKind>(caseId: string, actor: string, kind: K, body: EntryBodies[K]): Promise<Entry<K>> {
    const { text } = await this.#writer.request(appendRequest(caseId, actor, notIntent(kind), body, null));
    return JSON.parse(text) as Entry<K>;
  }

  async intend(
    caseId: string,
    actor: string,
    body: Omit<EntryBodies['intent'], 'reconciles'>,
  ): Promise<{ readonly entry: Entry<'intent'>; readonly older: Entry<'intent'> | null }> {
    const checked = appendRequest(caseId, actor, 'intent', body, null);
    const { step, call, attempt } = checked.columns;
    if (step === null || call === null || attempt === null) {
      throw new LedgerInputError('an intent names its step, its call and a whole number as its attempt');
    }
    const { text, older } = await this.#writer.request({ op: 'intend', case: caseId, actor, body: checked.body });
    return {
      entry: JSON.parse(text) as Entry<'intent'>,
      older: older === null ? null : (JSON.parse(older) as Entry<'intent'>),
    };
  }

  async appendOnce<K extends EntryKind>(
    caseId: string,
    actor: string,
    kind: K,
    body: EntryBodies[K],
    onceKey: string,
  ): Promise<{ readonly entry: Entry<K>; readonly repeated: boolean }> {
    const request = appendRequest(caseId, actor, notIntent(kind), body, onceKey);
    const { text, repeated } = await this.#writer.request(request);
    return { entry: JSON.parse(text) as Entry<K>, repeated };
  }

  async putDocument(value: Json): Promise<Hash> {
    const text = canonical(value);
    if (Buffer.byteLength(text) > maxDocumentBytes) {
      throw new LedgerInputError(`the document is larger than ${maxDocumentBytes} bytes; split it`);
    }
    const hash = sha256(text);
    await this.#writer.request({ op: 'document', hash, text });
    return hash;
  }

  getDocument(hash: Hash): Promise<Json> {
    return this.#reader.document(hash);
  }

  entries(caseId: string, query: EntryQuery = {}): Promise<Entry[]> {
    return this.#reader.entries(caseId, query);
  }

  caseOfRun(run: string): Promise<string | null> {
    return this.#reader.caseOfRun(run);
  }

  runsOn(resources: readonly string[]): Promise<readonly RunReference[]> {
    return this.#reader.runsOn(resources);
  }

  cases(): Promise<string[]> {
    return this.#reader.cases();
  }

  async close(): Promise<void> {
    // The reader first: SQLite's last connection to close folds the WAL back into the file, and only a writer can.
    await this.#reader.close();
    await this.#writer.close();
  }
}
