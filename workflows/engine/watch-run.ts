import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Reverted, RunReference } from '../contract/activities.js';
import type { PlaybookWatch } from '../contract/playbook.js';
import { failureTypes } from '../contract/failures.js';
import { watchWorkflowId } from '../contract/names.js';
import { inParallel } from './in-parallel.js';
import { runTrackLocked } from './lock.js';
import { tell } from './notify.js';
import { ownWord } from './own-word.js';
import { widest } from './progress.js';
import { engine } from './proxies.js';
import { StopSwitch } from './stop-switch.js';

/** What a watch is told. */
export type WatchTask = RunReference & { readonly watch: Pick<PlaybookWatch, 'every'>; readonly notifies: boolean };

/** What it remembers from one history to the next. */
type Seen = {
  readonly until: string;
  readonly looks: number;
  /** How often something was put right, which numbers the attempts. */
  readonly repairs: number;
  /** Steps that could not be put right, how often in a row, and the look at which it is tried again. */
  readonly stuck: Readonly<Record<string, { readonly times: number; readonly next: number }>>;
};

/** Looks in one history: about eight events each. */
const looksInOneHistory = 200;
/** Rounds of a watch are numbered above all rounds of its run. */
const firstRound = 1_000;
const roundSize = 1_000;
/** Most looks between two tries to put one step right. */
const longestPause = 30;

/**
 * Stays after a run is through: reads again, at intervals, whether what it changed still holds, says what reverted it,
 * and puts it right on the signature that it was made on. Ends when its time is over, when a release is asked for, or
 * when somebody says stop. What is put right goes through the same door as the first time: the ledger must show that it
 * is signed, and that nobody has asked for the way back.
 */
export async function watchRun(task: WatchTask, told?: Seen): Promise<string> {
  if (workflowInfo().workflowId !== watchWorkflowId(task.run))
    throw ApplicationFailure.nonRetryable(`This is not the watch over ${task.run}.`, failureTypes.refused);
  const run: RunReference = { case: task.case, run: task.run };
  const stop = new StopSwitch(run, false);
  const end = async (reason: string): Promise<string> =>
    CancellationScope.nonCancellable(async () => {
      await engine['watch.ended']({ ...run, reason });
      stop.close();
      await condition(allHandlersFinished);
      return reason;
    });
  const watched = await stop.guard(() => watch(run, task, ownWord(told)));
  return end(watched === 'cancelled' ? 'Somebody ended it.' : watched);
}

const watch = async (run: RunReference, task: WatchTask, seen: Seen | undefined): Promise<string> => {
  let { repairs, looks } = seen ?? { repairs: 0, looks: 0 };
  const until = seen?.until ?? (await engine['watch.begin'](run)).until;
  const stuck = { ...seen?.stuck };
  for (let here = 0; ; here += 1) {
    const left = Date.parse(until) - Date.now();
    if (left <= 0) return 'Its time is over.';
    if (here >= looksInOneHistory || workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof watchRun>(task, { until, repairs, looks, stuck });
    }
    await sleep(Math.min(task.watch.every * 1_000, left));
    looks += 1;
    const { over, reverted } = await engine['watch.look'](run);
    if (over) return over;
    if (reverted.length > 0 && task.notifies) await tell({ ...run, event: 'watch.reverted', look: looks });
    const now = reverted.filter(({ step }) => (stuck[step.id]?.next ?? 0) <= looks);
    await inParallel(byTarget(now), widest, async (steps) => {
      const round = firstRound + (repairs += 1);
      for (const one of steps) {
        const isRight = await putRight(run, one, round * roundSize);
        const times = (stuck[one.step.id]?.times ?? 0) + 1;
        if (isRight) delete stuck[one.step.id];
        else stuck[one.step.id] = { times, next: looks + Math.min(longestPause, 2 ** times) };
      }
    });
  }
};

/** Whether the step holds again. */
const putRight = async (
  run: RunReference,
  { step, stage, target, root, document }: Reverted,
  attemptBase: number,
): Promise<boolean> => {
  const track = { ...run, root, document, stage, target, steps: [{ ...step, blocking: true }], attemptBase };
  const { stopped } = await runTrackLocked({ name: stage, changes: true, tracks: [] }, track);
  if (stopped)
    await engine['step.failed']({ ...run, step: step.id, undoing: false, failure: stopped.failure, gate: null });
  return stopped === null;
};

const byTarget = (reverted: readonly Reverted[]): readonly (readonly Reverted[])[] => {
  const targets = [...new Set(reverted.map(({ target }) => target))];
  return targets.map((target) => reverted.filter((one) => one.target === target));
};
