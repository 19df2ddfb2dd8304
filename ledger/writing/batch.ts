import type { Entry } from '../../workflows/contract/entries.js';
import type { Json } from '../../workflows/contract/json.js';
import { canonical } from '../canonical.js';
import { chainEntry, genesis, maxEntryBytes, noSignature } from '../entry.js';
import type { ChainedEntry } from '../entry.js';
import { LedgerInputError, FencedError, LedgerTamperedError } from '../errors.js';
import { followable } from './followable.js';
import type { Tail } from './followable.js';
import type { BatchStore } from './store.js';
import { columnsOf } from './columns.js';
import type { Columns } from './columns.js';
import type { AppendRequest, DocumentRequest, IntendRequest, WriterRequest } from './requests.js';

/** An entry that stands in its chain, and waits for its signature. */
export type PlannedEntry = Pick<AppendRequest, 'case' | 'kind' | 'columns' | 'once'> & {
  readonly seq: number;
  readonly chained: ChainedEntry;
};

/** The text of an entry that is stored, or an entry of this batch that has none yet. */
type EntryText = string | PlannedEntry;

/** What will be answered once the batch is signed and durable. */
export type Decision = { readonly text: EntryText; readonly older: EntryText | null; readonly repeated: boolean };

/**
 * What becomes of the requests of one transaction, in their order. Nothing is written but documents: a request that is
 * refused has changed nothing and does not disturb the others. Each sees what those before it came to.
 */
export class Batch {
  readonly entries: PlannedEntry[] = [];
  /** Where each case ends that was appended to. */
  readonly tails = new Map<string, Tail>();
  readonly #store: BatchStore;
  readonly #key: string;

  /** `key` is the id of the key that will sign. */
  constructor(store: BatchStore, key: string) {
    this.#store = store;
    this.#key = key;
  }

  async decide(request: WriterRequest): Promise<Decision | Error> {
    try {
      if (request.op === 'document') return await this.#document(request);
      return request.op === 'intend' ? await this.#intend(request) : await this.#append(request);
    } catch (error) {
      const refused =
        error instanceof FencedError || error instanceof LedgerInputError || error instanceof LedgerTamperedError;
      if (refused) return error;
      throw error;
    }
  }

  async #append(request: AppendRequest): Promise<Decision> {
    if (request.once !== null) {
      const first =
        this.entries.find((one) => one.case === request.case && one.once === request.once) ??
        (await this.#store.onceText(request.case, request.once));
      if (first !== null) return { text: first, older: null, repeated: true };
    }
    return { text: await this.#plan(request), older: null, repeated: false };
  }

  async #intend({ case: caseId, actor, body }: IntendRequest): Promise<Decision> {
    const intent = JSON.parse(body) as Entry<'intent'>['body'];
    const { run, step, call, attempt } = intent;
    const older = await this.#newestIntent(run, step, call);
    if (older !== null && older.attempt >= attempt)
      throw new FencedError(
        older.attempt,
        `${call} of ${step} in ${run}: attempt ${attempt} is stale, attempt ${older.attempt} has begun it`,
      );
    const isOpen = older !== null && !(await this.#isAnswered(run, step, call, older.attempt));
    const reconciles = isOpen ? { reconciles: older.attempt } : {};
    const text = canonical({ ...intent, ...reconciles } as unknown as Json);
    const request = {
      case: caseId,
      actor,
      kind: 'intent',
      body: text,
      columns: columnsOf(intent),
      once: null,
    } as const;
    return { text: await this.#plan(request), older: older?.text ?? null, repeated: false };
  }

  async #newestIntent(
    run: string,
    step: string,
    call: string,
  ): Promise<{ readonly attempt: number; readonly text: EntryText } | null> {
    const here = this.entries.findLast((one) => one.kind === 'intent' && isOf(one.columns, run, step, call));
    if (here?.columns.attempt) return { attempt: here.columns.attempt, text: here };
    return this.#store.newestIntent(run, step, call);
  }

  async #isAnswered(run: string, step: string, call: string, attempt: number): Promise<boolean> {
    const isHere = this.entries.some(
      ({ kind, columns }) => kind === 'call' && isOf(columns, run, step, call) && columns.attempt === attempt,
    );
    return isHere || this.#store.isAnswered(run, step, call, attempt);
  }

  async #plan(request: Omit<AppendRequest, 'op'>): Promise<PlannedEntry> {
    const { case: caseId, actor, kind, body, columns, once } = request;
    const tail = this.tails.get(caseId) ?? followable(caseId, await this.#store.tail(caseId));
    const now = new Date().toISOString();
    // A clock that was set back does not turn the order of a case around: time stands still until it has caught up.
    const at = tail !== null && tail.at > now ? tail.at : now;
    const seq = (tail?.seq ?? 0) + 1;
    const chained = chainEntry({ case: caseId, seq, at, actor, kind, body }, tail?.hash ?? genesis, this.#key);
    if (Buffer.byteLength(chained.textWith(noSignature)) > maxEntryBytes)
      throw new LedgerInputError(
        `the ${kind} entry is larger than ${maxEntryBytes} bytes; store a document and name its hash`,
      );
    const planned = { case: caseId, seq, kind, columns, once, chained };
    this.entries.push(planned);
    this.tails.set(caseId, { seq, hash: chained.hash, at });
    return planned;
  }

  async #document({ hash, text }: DocumentRequest): Promise<Decision> {
    const known = await this.#store.documentText(hash);
    if (known === null) await this.#store.insertDocument(hash, text);
    else if (known !== text) throw new LedgerTamperedError(`the stored document ${hash} was altered`);
    return { text: hash, older: null, repeated: known !== null };
  }
}

const isOf = (columns: Columns, run: string, step: string, call: string): boolean =>
  columns.run === run && columns.step === step && columns.call === call;
