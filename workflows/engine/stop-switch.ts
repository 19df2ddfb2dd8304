import { ApplicationFailure, CancellationScope, isCancellation, setHandler } from '@temporalio/workflow';
import type { Decided, RunReference } from '../contract/activities.js';
import type { CancelRequest, FailureDecision, ReleaseRequest, Signed } from '../contract/documents.js';
import { failureTypes } from '../contract/failures.js';
import { cancelUpdate, releaseUpdate } from './messages.js';
import { engine } from './proxies.js';

/** A release that was asked for: by whom, and under which id. */
export type WantedRelease = { readonly signed: Signed<ReleaseRequest | FailureDecision>; readonly release: string };

const alreadyAsked: Decided = {
  accepted: false,
  code: 'releasing',
  message: 'A release was asked for already.',
  verdict: null,
  settles: false,
};

/** Stops a workflow's work on a person's signed word: what is in flight ends, what was done is kept. */
export class StopSwitch {
  #scope: CancellationScope | null = null;
  #pulled = false;
  #release: WantedRelease | null = null;
  #closed = false;

  /** `takesRelease`: it can be asked for with the stop; otherwise a release is a workflow of its own. */
  constructor(run: RunReference, takesRelease = true) {
    const mustBeOpen = (): void => {
      if (this.#closed)
        throw ApplicationFailure.nonRetryable(`${run.release ?? run.run} has ended.`, failureTypes.refused);
    };
    setHandler(cancelUpdate, async (signed) => this.#pull(await engine['run.request']({ ...run, signed })), {
      validator: (_signed: Signed<CancelRequest>) => mustBeOpen(),
    });
    if (!takesRelease) return;
    setHandler(
      releaseUpdate,
      async (signed, release) => {
        if (this.#release) return alreadyAsked;
        const decided = await engine['run.request']({ ...run, release, signed });
        if (decided.accepted) this.#release ??= { signed, release };
        return this.#pull(decided);
      },
      { validator: (_signed: Signed<ReleaseRequest>, _release: string) => mustBeOpen() },
    );
  }

  /** Whether somebody said stop. */
  get pulled(): boolean {
    return this.#pulled;
  }

  /** The release that was asked for with the stop, or null. */
  get release(): WantedRelease | null {
    return this.#release;
  }

  /** From here on nothing is accepted any more: what was accepted until now is all there will be. */
  close(): void {
    this.#closed = true;
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
