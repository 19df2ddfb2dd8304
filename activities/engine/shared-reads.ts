import DataLoader from 'dataloader';
import type { RunReference } from '../../workflows/contract/activities.js';
import { readingFor, type Attempt } from '../aws/attempt.js';
import type { Aws, BatchRead } from '../aws/aws.js';
import type { Clients } from '../aws/clients.js';
import { KeptAnswers } from '../aws/kept-answers.js';
import type { Workplace } from './context.js';

type Loader = DataLoader<string, unknown>;

/**
 * Reads that are shared by the steps that one activity plans, so that they see one world, and so that planning hundreds
 * of targets costs tens of calls. A read that failed is made again when it is asked for again.
 */
export class SharedReads {
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #loaders = new Map<unknown, Loader>();

  /** Every read is on record as of `attempt`; `isCrowd` as `Aws` has it. */
  constructor(
    private readonly clients: Pick<Clients, 'during'>,
    readonly attempt: Attempt,
    readonly isCrowd = false,
  ) {}

  /** Makes the read of that name once for all. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#made.get(name) as Promise<T> | undefined;
    if (known) return known;
    const made = this.clients.during(this.attempt, make);
    this.#made.set(name, made);
    made.catch(() => this.#made.delete(name));
    return made;
  }

  /** Reads one of many. Whatever is asked for in the same turn of the event loop goes out in as few calls as AWS takes. */
  together<T>(aws: Aws, batch: BatchRead<T>, id: string): Promise<T | undefined> {
    const loader = this.#loaders.get(batch) ?? this.#loaderOf(aws, batch);
    this.#loaders.set(batch, loader);
    return loader.load(id) as Promise<T | undefined>;
  }

  #loaderOf<T>(aws: Aws, { most, read }: BatchRead<T>): Loader {
    return new DataLoader<string, unknown>(
      async (ids) => {
        const found = await this.clients.during(this.attempt, () => read(aws, ids));
        return ids.map((id) => found.get(id));
      },
      // By the end of the turn, everybody whom the same answer woke has asked for what they need next.
      { maxBatchSize: most, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
    );
  }
}

/** More targets than these are a crowd. */
const mostAlone = 20;

/**
 * Shared reads of one plan of a run, for so many targets: on record as its own, for they belong to none of its steps.
 * What AWS answers is collected, to be kept with the plan.
 */
export const readingTogether = ({ clients }: Workplace, run: RunReference, targets: number): SharedReads =>
  new SharedReads(clients, { ...readingFor(run), answers: new KeptAnswers() }, targets > mostAlone);
