import type { Entry } from '../../workflows/contract/entries.js';
import type { GateView } from '../../workflows/contract/views.js';
import type { RunState } from '../../workflows/contract/words.js';

/** Where a run stands, since when it is over, and why. */
export type Standing = {
  readonly state: RunState;
  /** Of its own end; of a run that completed, how its newest release came to nothing. */
  readonly reason: string | null;
  readonly endedAt: string | null;
  readonly release: string | null;
  readonly releaseFailure: string | null;
};

type Ended = { readonly state: RunState; readonly at: string; readonly reason: string | null };

/** Reads the state of a run off its entries: what is asked, what was decided, what was recorded as its end. */
export const standingOf = (entries: readonly Entry[], gates: readonly GateView[]): Standing => {
  let ended: Ended | null = null;
  let release: string | null = null;
  let releaseFailure: string | null = null;
  let releasing = false;
  for (const { kind, body, at } of entries) {
    if (kind !== 'run') continue;
    if (body.event === 'release-requested') {
      release = body.release ?? null;
      releaseFailure = null;
      releasing = true;
    }
    if (body.event !== 'state') continue;
    if (body.release) releasing = false;
    // A release that came to nothing leaves the run as it was.
    if (!body.release || body.state === 'released') ended = { state: body.state, at, reason: body.reason ?? null };
    else releaseFailure = `${body.release}: ${body.reason ?? body.state}`;
  }
  const waiting = gates.find((gate) => gate.state === 'waiting');
  const open = (state: RunState): Standing => ({ state, reason: null, endedAt: null, release, releaseFailure });
  // What waits after the end is asked by the watch.
  if (ended && !releasing && !waiting) return over(ended, release, releaseFailure);
  if (waiting) return open(waiting.kind === 'failure' ? 'failed-step' : 'waiting');
  if (releasing) return open('releasing');
  return open(gates.length > 0 ? 'running' : 'planning');
};

const over = ({ state, at, reason }: Ended, release: string | null, failure: string | null): Standing => {
  // Once a release has gone through, that a later one found nothing to do says nothing of the run.
  const releaseFailure = state === 'released' ? null : failure;
  // Completed is no end that needs a reason of its own.
  return {
    state,
    reason: reason ?? (state === 'completed' ? releaseFailure : null),
    endedAt: at,
    release,
    releaseFailure,
  };
};
