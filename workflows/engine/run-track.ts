import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { RunReference, StepFailure, StepReference, StepTask } from '../contract/activities.js';
import type { Hash } from '../contract/json.js';
import { describeFailure } from './failures.js';
import { actionActivity, engine } from './proxies.js';

/** The steps of one target, to be carried out in order from the plan `document` on the authority of `root`. */
export type TrackTask = RunReference & {
  readonly root: Hash;
  readonly document: Hash;
  readonly steps: readonly StepReference[];
  readonly attemptBase: number;
};

/** How far a track came: `stopped` names the blocking step that failed, and `cancelled` that a person said stop. */
export type TrackResult = {
  readonly stopped: { readonly step: string; readonly failure: StepFailure } | null;
  readonly cancelled: boolean;
};

/**
 * Carries out one track: as a workflow of its own where its id is the lock on its target. It holds no gate, so the lock
 * is held only while something is being done.
 */
export async function runTrack(track: TrackTask): Promise<TrackResult> {
  for (const step of track.steps) {
    try {
      await runStep(track, step);
    } catch (error) {
      if (isCancellation(error)) return { stopped: null, cancelled: true };
      const failure = describeFailure(error);
      if (step.blocking || step.phase === 'undo') return { stopped: { step: step.id, failure }, cancelled: false };
      await CancellationScope.nonCancellable(() =>
        engine['step.failed']({ ...reference(track), step: step.id, undoing: false, failure, gate: null }),
      );
    }
    if (CancellationScope.current().consideredCancelled) return { stopped: null, cancelled: true };
  }
  return { stopped: null, cancelled: false };
}

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
