import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunReference } from '../contract/activities.js';
import type { PlanReference } from '../contract/plan.js';
import type { PlaybookWatch } from '../contract/playbook.js';
import { failureTypes } from '../contract/failures.js';
import { watchWorkflowId } from '../contract/names.js';
import type { Planner } from './agree.js';
import { describeFailure } from './failures.js';
import { Gates } from './gates.js';
import { tell } from './notify.js';
import { ownWord } from './own-word.js';
import { engine } from './proxies.js';
import { Questions, type Question } from './questions.js';
import { Repairs, type Moved, type Repaired } from './repairs.js';
import { Slots } from './slots.js';
import { StopSwitch } from './stop-switch.js';

/** What a watch is told. `seed` is that of the run, so that what it makes in AWS keeps its marks. */
export type WatchTask = RunReference & {
  readonly watch: Pick<PlaybookWatch, 'every'>;
  readonly notifies: boolean;
  /** How many targets are worked on at once. */
  readonly parallel: number;
  readonly seed: string;
};

/** What it remembers from one history to the next. */
type Seen = Repaired & {
  readonly until: string;
  readonly looks: number;
  readonly questions: readonly Question[];
};

/**
 * The workflow that stays after a run is through: reads again, at intervals, whether what it changed still holds, says
 * what reverted it, and puts it right.
 * 1. On the signature it was made on: the same calls, or a fresh plan that the signature covers.
 * 2. What goes beyond that is put to people, and done once they have signed it; meanwhile 1 goes on.
 * 3. It ends when its time is over, when a release is asked for, or when somebody says stop.
 * All of it goes through the same door as the first time: the ledger must show that it is signed, and that nobody has
 * asked for the way back. `longest`: looks in one history, of about eight events each.
 */
export const makeWatchRun = (longest = 200) => {
  const watchRun = async (task: WatchTask, told?: Seen): Promise<string> => {
    const { workflowId } = workflowInfo();
    if (workflowId !== watchWorkflowId(task.run))
      throw ApplicationFailure.nonRetryable(`This is not the watch over ${task.run}.`, failureTypes.refused);
    const run: RunReference = { case: task.case, run: task.run };
    const gates = new Gates(run, workflowId);
    gates.notifies = task.notifies;
    const stop = new StopSwitch(run, false);
    const leave = (seen: Seen): Promise<never> => continueAsNew<typeof watchRun>(task, seen);
    const ended = await stop.guard(() => watch(run, task, gates, ownWord(told), longest, leave));
    const reason = ended === 'cancelled' ? 'Somebody ended it.' : ended;
    return CancellationScope.nonCancellable(async () => {
      await engine['watch.ended']({ ...run, reason });
      stop.close();
      await condition(allHandlersFinished);
      return reason;
    });
  };
  return watchRun;
};

/** Watches for as long as was signed, with about 200 looks in one history. */
export const watchRun = makeWatchRun();

const watch = async (
  run: RunReference,
  task: WatchTask,
  gates: Gates,
  seen: Seen | undefined,
  longest: number,
  leave: (seen: Seen) => Promise<never>,
): Promise<string> => {
  const { until } = seen ?? (await engine['watch.begin'](run));
  const plan: Planner = ({ only, ...wish }) => engine['watch.plan']({ ...run, ...wish, steps: only, seed: task.seed });
  const repairs = new Repairs(run, new Slots(task.parallel), seen ?? { repairs: 0, stuck: {} });
  const becomes = {
    agreed: repairs.afresh.bind(repairs),
    failed: repairs.failed.bind(repairs),
  };
  const questions = new Questions(gates, plan, becomes, seen?.questions ?? []);

  /** Plans afresh what doing it again does not put right: does what is covered, and asks for the rest. */
  const beyond = async (signed: PlanReference, moved: readonly Moved[]): Promise<void> => {
    const only = moved.map(({ one }) => one.step.id);
    try {
      const fresh = await plan({ only, authority: signed });
      const isCovered = fresh.differences.length === 0;
      if (isCovered) await repairs.afresh(fresh.stages, { authority: signed, document: fresh.plan.document });
      const left = isCovered ? fresh.apart.flat() : only;
      for (const { one, failure } of moved)
        if (left.includes(one.step.id)) await repairs.failed([one.step.id], failure);
      questions.ask(left, signed);
    } catch (error) {
      if (isCancellation(error)) throw error;
      await repairs.failed(only, describeFailure(error));
    }
  };

  const lookOn = async (): Promise<string> => {
    let looks = seen?.looks ?? 0;
    for (let here = 0; ; here += 1) {
      const left = Date.parse(until) - Date.now();
      if (left <= 0) return 'Its time is over.';
      if (here >= longest || gates.weary || workflowInfo().continueAsNewSuggested) {
        await condition(() => questions.atRest && allHandlersFinished());
        await leave({ until, looks, ...repairs.repaired, questions: questions.open });
      }
      await sleep(Math.min(task.watch.every * 1_000, left));
      looks += 1;
      const { over, reverted } = await engine['watch.look']({ ...run, look: looks, known: repairs.known(looks) });
      if (over) return over;
      if (reverted.length > 0 && task.notifies) await tell({ ...run, event: 'watch.reverted', look: looks });
      const moved = await repairs.asSigned(reverted, looks);
      const together = Map.groupBy(moved, ({ one }) => repairs.signedFor(one).root).values();
      for (const [first, ...others] of together)
        if (first) await beyond(repairs.signedFor(first.one), [first, ...others]);
    }
  };

  try {
    return await Promise.race([lookOn(), questions.broken]);
  } finally {
    await questions.close();
  }
};
