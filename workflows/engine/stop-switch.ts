import { CancellationScope, isCancellation, setHandler } from '@temporalio/workflow';
import type { Decided, RunReference } from '../contract/activities.js';
import type { FailureDecision, ReleaseRequest, Signed } from '../contract/documents.js';
import { cancelUpdate, releaseUpdate } from './messages.js';
import { engine } from './proxies.js';

/** A release that was asked for: by whom, and under which id. */
export type WantedRelease = { readonly signed: Signed<ReleaseRequest | FailureDecision>; readonly release: string };

/** Stops a workflow's work on a person's signed word: what is in flight ends, what was done is kept. */
export class StopSwitch {
  #scope: CancellationScope | null = null;
  #pulled = false;
  #release: WantedRelease | null = null;

  constructor(run: RunReference) {
    setHandler(cancelUpdate, async (signed) => this.#pull(await engine['run.request']({ ...run, signed })));
    setHandler(releaseUpdate, async (signed, release) => {
      const decided = await engine['run.request']({ ...run, release, signed });
      if (decided.accepted) this.#release ??= { signed, release };
      return this.#pull(decided);
    });
  }

  /** Whether somebody said stop. */
  get pulled(): boolean {
    return this.#pulled;
  }

  /** The release that was asked for with the stop, or null. */
  get release(): WantedRelease | null {
    return this.#release;
  }

  /** Runs `work` until it ends or is stopped; a stop is the answer `cancelled`, never an error. */
  async guard<T>(work: () => Promise<T>): Promise<T | 'cancelled'> {
    this.#scope = new CancellationScope();
    if (this.#pulled) return 'cancelled';
    try {
      return await this.#scope.run(work);
    } catch (error) {
      if (isCancellation(error)) return 'cancelled';
      throw error;
    }
  }

  #pull(decided: Decided): Decided {
    if (decided.accepted) {
      this.#pulled = true;
      this.#scope?.cancel();
    }
    return decided;
  }
}
