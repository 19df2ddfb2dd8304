import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerKey } from '../ledger/keys.js';
import type { LedgerReader } from '../ledger/reader.js';
import { successorIn } from '../ledger/rotation/retirement.js';
import { deploymentChain } from '../workflows/contract/deployment.js';

/** How often the ledger is looked at, in milliseconds. */
const glance = 1_000;
const textsAtOnce = 100;

/**
 * Waits until the ledger says that this key was retired, and both keys have signed that: answers the id of the one that
 * signs since then. Null when it is told to stop before. A ledger that cannot be read now says nothing; what needs it
 * says so elsewhere.
 */
export const untilRetired = async (
  reader: Pick<LedgerReader, 'head' | 'texts'>,
  key: LedgerKey,
  stopping: AbortSignal,
): Promise<string | null> => {
  const tail = new Tail(reader);
  while (!stopping.aborted) {
    try {
      for await (const text of tail.fresh()) {
        const successor = successorIn(text, key);
        if (successor !== null) return successor;
      }
    } catch {
      // Looked at again.
    }
    await pause(glance, undefined, { signal: stopping }).catch(() => undefined);
  }
  return null;
};

/** The deployment chain as it grows. */
class Tail {
  readonly #reader: Pick<LedgerReader, 'head' | 'texts'>;
  #read = 0;
  #newest = '';
  #stood = '';

  constructor(reader: Pick<LedgerReader, 'head' | 'texts'>) {
    this.#reader = reader;
  }

  /** What came since it was last asked; all of it where what was read last is not there any more. */
  async *fresh(): AsyncIterableIterator<string> {
    const head = await this.#reader.head(deploymentChain);
    const stands = `${head?.seq} ${head?.hash}`;
    if (stands === this.#stood) return;
    // Rows were taken out that belonged to no chain, and others may stand in their places by now.
    if (!(await this.#holds())) this.#read = 0;
    for (let isMore = true; isMore;) {
      const texts = await this.#reader.texts(deploymentChain, this.#read, textsAtOnce);
      yield* texts;
      this.#read += texts.length;
      this.#newest = texts.at(-1) ?? this.#newest;
      isMore = texts.length === textsAtOnce;
    }
    this.#stood = stands;
  }

  async #holds(): Promise<boolean> {
    if (this.#read === 0) return true;
    const [last] = await this.#reader.texts(deploymentChain, this.#read - 1, 1);
    return last === this.#newest;
  }
}
