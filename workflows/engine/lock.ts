import {
  ChildWorkflowCancellationType,
  executeChild,
  ParentClosePolicy,
  sleep,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { failureTypes } from '../contract/failures.js';
import { lockWorkflowId } from '../contract/names.js';
import { engine } from './proxies.js';
import { runTrack, stepsOf, type TrackResult, type TrackTask } from './run-track.js';

/** Tracks of a stage that changes nothing are part of the run itself up to this many: a child costs a hop and history. */
const mostInline = 20;

/**
 * Runs a track. One that changes something is a child workflow whose id names the target, so no two runs change one
 * resource at once: who comes second is told who holds it. An orphan of our own run (after a reset) is waited for.
 * One that only collects or observes takes no lock, and is a child only where there are many.
 */
export const runTrackLocked = async (
  stage: { readonly name: string; readonly changes: boolean; readonly tracks: readonly unknown[] },
  track: TrackTask,
): Promise<TrackResult> => {
  if (!stage.changes && stage.tracks.length <= mostInline) return runTrack(track);
  const { target } = track;
  const workflowId = stage.changes ? lockWorkflowId(target) : `${track.run}/${stage.name}/${target}`;
  for (;;) {
    try {
      return await executeChild(runTrack, {
        workflowId,
        args: [track],
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        // TERMINATE would free the lock while a change is still in flight.
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const { holder, since } = await engine['lock.holder']({ workflowId });
      if (holder === null || holder.split('/')[0] === track.run) {
        await sleep('1s');
        continue;
      }
      const failure = {
        code: failureTypes.locked,
        message: `${target} is being changed by ${holder} since ${since ?? 'a moment ago'}.`,
        hint: 'It goes on by itself once that is free. Abort or skip it to give up.',
      };
      const rest = await stepsOf(track);
      return { stopped: { step: rest[0]?.id ?? stage.name, failure, rest, lock: workflowId }, cancelled: false };
    }
  }
};
