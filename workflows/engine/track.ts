import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { RunReference, StepFailure, StepReference } from '../contract/activities.js';
import type { GateRecord } from '../contract/entries.js';
import { agree, type Planner } from './agree.js';
import { describeFailure } from './failures.js';
import type { Gates } from './gates.js';
import { runTrackLocked } from './lock.js';
import type { Stage, StagesEnd, TrackProgress } from './progress.js';
import { engine } from './proxies.js';
import type { Slots } from './slots.js';
import type { WantedRelease } from './stop-switch.js';

/** Rounds of a step are this far apart in attempt numbers, so that a frozen attempt of an older round is always lower. */
const roundSize = 1_000;

/** Somebody chose at a failure gate to put everything back. */
export type ReleaseChosen = (signed: WantedRelease['signed']) => void;

/** What the tracks of a run share. */
export type Shared = {
  readonly run: RunReference;
  readonly gates: Gates;
  readonly plan: Planner;
  /** How much of it is done at once. */
  readonly slots: Slots;
  /** The next number of a round, in the whole run. */
  readonly nextRound: () => number;
  readonly releaseChosen: ReleaseChosen;
};

/**
 * Carries one track to its end: runs it, waits for a person where a blocking step fails, and goes on as that person
 * says. Where it stands is always in `track`, from which it can be taken up again.
 */
export const carryTrack = async (shared: Shared, stage: Stage, track: TrackProgress): Promise<StagesEnd> => {
  try {
    while (track.end === null)
      track.end = track.stopped
        ? await answered(shared, track, track.stopped)
        : track.asking
          ? await retried(shared, track)
          : await carried(shared, stage, track);
  } catch (error) {
    // A stop must not make one track's end hide that another one's change is still in flight: it is an end like others.
    if (!isCancellation(error)) throw error;
    track.end = 'cancelled';
  }
  return track.end;
};

/** Runs what is left of it. Null: it stopped at a step, and waits. */
const carried = async (
  { run, gates, slots }: Shared,
  stage: Stage,
  track: TrackProgress,
): Promise<StagesEnd | null> => {
  if (track.steps?.length === 0) return 'done';
  const { authority, document } = track.mandate;
  const task = {
    ...run,
    root: authority.root,
    document,
    stage: stage.name,
    target: track.target,
    ...(track.steps && { steps: track.steps }),
    attemptBase: track.round * roundSize,
  };
  const { stopped, cancelled } = await slots.take(() => runTrackLocked(stage, task));
  if (cancelled) return 'cancelled';
  if (!stopped) return 'done';
  track.steps = stopped.rest;
  return failed(run, gates, track, stopped.step, stopped.failure, stopped.lock);
};

/** Waits for a person's answer to the failed step, or for the lock it needs, and does as it says. Null: it goes on. */
const answered = async (
  shared: Shared,
  track: TrackProgress,
  { step, gate, lock }: NonNullable<TrackProgress['stopped']>,
): Promise<StagesEnd | null> => {
  const answer = await shared.gates.failure(step, gate, lock ? () => isFree(shared, lock, gate) : undefined);
  track.stopped = null;
  if (answer === null) return retried(shared, track);
  const { choice, signed } = answer;
  switch (choice) {
    case 'abort':
      return 'abort';
    case 'release':
      shared.releaseChosen(signed);
      return 'release';
    case 'skip':
      await engine['step.skipped']({ ...shared.run, step, reason: signed.document.reason });
      track.steps = rest(track).slice(1);
      return null;
    case 'retry':
      return retried(shared, track);
  }
};

/** Plans the rest again, and asks where that is not covered; waits once more when it cannot even be planned. */
const retried = async (shared: Shared, track: TrackProgress): Promise<StagesEnd | null> => {
  const { run, gates, plan } = shared;
  try {
    const only = rest(track).map(({ id }) => id);
    // The track runs what is left of it in one go.
    const whole: Planner = (wish) => plan({ ...wish, whole: true });
    const agreed = await agree(gates, whole, track, only, track.mandate.authority);
    if (typeof agreed === 'string') return agreed;
    track.mandate = agreed.mandate;
    track.steps = stillPlanned(agreed.stages, rest(track));
    track.round = shared.nextRound();
    return null;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return failed(run, gates, track, rest(track)[0]?.id ?? track.target, describeFailure(error));
  }
};

/** Those of the steps that the plan still has: a release finds some put back already. */
const stillPlanned = (stages: readonly Stage[], steps: readonly StepReference[]): readonly StepReference[] => {
  const tracks = stages.flatMap((stage) => stage.tracks);
  // A plan of very many steps does not name them.
  if (tracks.some((track) => track.steps === undefined)) return steps;
  const planned = new Set(tracks.flatMap((track) => track.steps ?? []).map(({ id }) => id));
  return steps.filter(({ id }) => planned.has(id));
};

/** Ends when nobody holds the lock any more: whether its gate was withdrawn for that. */
const isFree = async ({ run }: Shared, workflowId: string, { id }: GateRecord): Promise<boolean> =>
  (await engine['lock.awaited']({ ...run, workflowId, gate: id })).withdrawn;

const rest = ({ steps }: TrackProgress): readonly StepReference[] => steps ?? [];

/** Puts a failure on record and opens its gate; after a stop it is recorded all the same, and nobody is asked. */
const failed = async (
  run: RunReference,
  gates: Gates,
  track: TrackProgress,
  step: string,
  failure: StepFailure,
  lock?: string,
): Promise<StagesEnd | null> => {
  const record = { ...run, step, undoing: rest(track)[0]?.phase === 'undo', failure };
  if (CancellationScope.current().consideredCancelled) {
    await CancellationScope.nonCancellable(() => engine['step.failed']({ ...record, gate: null }));
    return 'cancelled';
  }
  const { gate } = await engine['step.failed']({ ...record, gate: gates.request() });
  track.stopped = gate && { step, gate, ...(lock && { lock }) };
  return gate ? null : 'cancelled';
};
