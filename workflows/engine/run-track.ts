import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { RunReference, StepFailure, StepReference, StepTask } from '../contract/activities.js';
import type { Hash } from '../contract/json.js';
import { describeFailure } from './failures.js';
import { actionActivity, engine } from './proxies.js';

/** The steps of one target, to be carried out in order from the plan `document` on the authority of `root`. */
export type TrackTask = RunReference & {
  readonly root: Hash;
  readonly document: Hash;
  readonly stage: string;
  readonly target: string;
  /** Without them it carries out all that the plan has for this target. */
  readonly steps?: readonly StepReference[];
  readonly attemptBase: number;
};

/** The blocking step that failed, and what is left with it. */
export type Stopped = {
  readonly step: string;
  readonly failure: StepFailure;
  readonly rest: readonly StepReference[];
  /** The workflow that holds the lock on its target, where that is why it stopped. */
  readonly lock?: string;
};

/** How far a track came: where it stopped, if it did, and whether a person said stop. */
export type TrackResult = {
  readonly stopped: Stopped | null;
  readonly cancelled: boolean;
};

/**
 * Carries out one track: as a workflow of its own where its id is the lock on its target. It holds no gate, so the lock
 * is held only while something is being done.
 */
export async function runTrack(track: TrackTask): Promise<TrackResult> {
  const steps = await stepsOf(track);
  for (const [at, step] of steps.entries()) {
    try {
      await runStep(track, step);
    } catch (error) {
      if (isCancellation(error)) return { stopped: null, cancelled: true };
      const failure = describeFailure(error);
      if (step.blocking || step.phase === 'undo')
        return { stopped: { step: step.id, failure, rest: steps.slice(at) }, cancelled: false };
      await CancellationScope.nonCancellable(() =>
        engine['step.failed']({ ...reference(track), step: step.id, undoing: false, failure, gate: null }),
      );
    }
    if (CancellationScope.current().consideredCancelled) return { stopped: null, cancelled: true };
  }
  return { stopped: null, cancelled: false };
}

/** What a track has to carry out. */
export const stepsOf = async ({ steps, document, stage, target }: TrackTask): Promise<readonly StepReference[]> =>
  steps ?? engine['track.steps']({ document, stage, target });

const reference = ({ case: caseId, run, release }: TrackTask): RunReference => ({
  case: caseId,
  run,
  ...(release && { release }),
});

const runStep = async (track: TrackTask, step: StepReference): Promise<void> => {
  const task: StepTask = {
    ...reference(track),
    step: step.id,
    action: step.action,
    root: track.root,
    document: track.document,
    attemptBase: track.attemptBase,
  };
  if (step.phase === 'undo') {
    await actionActivity(step, 'undo')(task);
    return;
  }
  await actionActivity(step, 'apply')(task);
  // What was changed is read back even when somebody said stop meanwhile: it is kept, so it must be known to hold.
  await CancellationScope.nonCancellable(() => actionActivity(step, 'verify')(task));
};
