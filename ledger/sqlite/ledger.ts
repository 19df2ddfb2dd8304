import type { RunReference } from '../../workflows/contract/activities.js';
import type { Entry, EntryBodies, EntryKind } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';
import { canonical, sha256 } from '../canonical.js';
import { isEntryKind } from '../entry-shape.js';
import { LedgerInputError } from '../errors.js';
import type { LedgerKey } from '../keys.js';
import type { Ledger } from '../ledger.js';
import { trustedKeys } from '../signing-key.js';
import { columnsOf } from './messages.js';
import type { WriterRequest } from './messages.js';
import { openLedgerReader } from './reader.js';
import type { EntryQuery, LedgerReader } from './reader.js';
import { startWriter } from './thread.js';
import type { WriterThread } from './thread.js';

/** The largest document, in bytes of its canonical text. */
export const maxDocumentBytes = 32 * 1024 * 1024;

const request = (
  caseId: string,
  actor: string,
  kind: EntryKind,
  body: unknown,
  once: string | null,
): Extract<WriterRequest, { op: 'append' }> => {
  const columns = columnsOf(body);
  if (!isEntryKind(kind)) throw new LedgerInputError(`${String(kind)} is no kind of ledger entry`);
  if (caseId === '' || caseId.length > 256) throw new LedgerInputError('a case id has 1 to 256 characters');
  if (actor === '' || actor.length > 512) throw new LedgerInputError('an actor has 1 to 512 characters');
  if (columns.run === '' || columns.run.length > 256) throw new LedgerInputError(`a ${kind} entry names its run`);
  if (once === '' || (once?.length ?? 0) > 512) throw new LedgerInputError('a once key has 1 to 512 characters');
  return { op: 'append', case: caseId, actor, kind, body: canonical(body as Json), columns, once };
};

const notIntent = (kind: EntryKind): EntryKind => {
  if (kind === 'intent') throw new LedgerInputError('intents are fenced: use intend');
  return kind;
};

class SqliteLedger implements Ledger {
  readonly keys: readonly LedgerKey[];
  readonly #writer: WriterThread;
  readonly #reader: LedgerReader;

  constructor(writer: WriterThread, reader: LedgerReader, keys: readonly LedgerKey[]) {
    this.#writer = writer;
    this.#reader = reader;
    this.keys = keys;
  }

  async append<K extends EntryKind>(caseId: string, actor: string, kind: K, body: EntryBodies[K]): Promise<Entry<K>> {
    const { text } = await this.#writer.request(request(caseId, actor, notIntent(kind), body, null));
    return JSON.parse(text) as Entry<K>;
  }

  async intend(
    caseId: string,
    actor: string,
    body: Omit<EntryBodies['intent'], 'reconciles'>,
  ): Promise<{ readonly entry: Entry<'intent'>; readonly older: Entry<'intent'> | null }> {
    const checked = request(caseId, actor, 'intent', body, null);
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
    const { text, repeated } = await this.#writer.request(request(caseId, actor, notIntent(kind), body, onceKey));
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

  async getDocument(hash: Hash): Promise<Json> {
    return this.#reader.document(hash);
  }

  async entries(caseId: string, query: EntryQuery = {}): Promise<Entry[]> {
    return this.#reader.entries(caseId, query);
  }

  async caseOfRun(run: string): Promise<string | null> {
    return this.#reader.caseOfRun(run);
  }

  async runsOn(resources: readonly string[]): Promise<readonly RunReference[]> {
    return this.#reader.runsOn(resources);
  }

  async cases(): Promise<string[]> {
    return this.#reader.cases();
  }

  async close(): Promise<void> {
    // The reader first: the last connection to close folds the WAL back into the file, and only a writer can.
    this.#reader.close();
    await this.#writer.close();
  }
}

/** Opens a ledger to write and read it, making file and key where there are none. Several processes may do so at once. */
export const openLedger = async (options: { readonly path: string; readonly keyPath: string }): Promise<Ledger> => {
  const writer = await startWriter(options);
  try {
    const reader = openLedgerReader(options.path);
    return new SqliteLedger(writer, reader, trustedKeys(reader.keys(), options.keyPath).keys);
  } catch (error) {
    await writer.close();
    throw error;
  }
};
