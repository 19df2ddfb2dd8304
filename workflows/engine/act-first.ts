import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { PlannedStages, RunReference } from '../contract/activities.js';
import type { Gates } from './gates.js';
import { runTrackLocked } from './lock.js';
import type { Answer, Stage } from './progress.js';
import { engine } from './proxies.js';
import { stepsOf, type TrackTask } from './run-track.js';
import type { Slots } from './slots.js';

/** What was done before anybody else had signed; null until that is through. */
type Acted = { acted: readonly string[] | null };

/**
 * Does at once what the requester may do before anybody else has signed, while the gate waits for somebody to ratify it.
 * A no, or nobody's word in time, is a mark on the run that never goes away; a no, and a stop, let the change in flight
 * end and begin nothing more. What fails here waits for the signature with the rest.
 */
export const actFirst = async (
  run: RunReference,
  gates: Gates,
  slots: Slots,
  planned: PlannedStages,
  waiting: Promise<Answer>,
  place: Acted,
  begun: (work: () => Promise<void>) => Promise<void>,
): Promise<Answer> => {
  const { gate, standing } = planned;
  if (!gate || !standing) return waiting;
  const unratified = (reason: string): Promise<void> =>
    CancellationScope.nonCancellable(async () => {
      await engine['run.unratified']({ ...run, gate: gate.id, reason });
      await gates.tell('run.unratified', { gate: gate.id });
    });
  const scope = new CancellationScope();
  const work = (): Promise<void> => begun(() => carryFirst(run, slots, planned, standing.steps, place));
  const acting = place.acted ? Promise.resolve() : scope.run(work);
  // Whoever waits for it below hears how it ended; until then its end is nobody's error.
  acting.catch(() => undefined);
  let answer: Answer | null = null;
  let over = false;
  const left = Math.max(1, Date.parse(standing.ratifyBy) - Date.now());
  const marking = condition(() => over, left).then(
    (inTime) => (inTime ? undefined : unratified(`Nobody ratified it by ${standing.ratifyBy}.`)),
    () => undefined,
  );
  try {
    answer = await waiting;
    return answer;
  } finally {
    over = true;
    if (answer !== 'approved') {
      scope.cancel();
      await unratified(answer === 'denied' ? 'Ratifying it was denied.' : 'It ended before anybody ratified it.');
    }
    await CancellationScope.nonCancellable(async () => {
      await marking;
      await acting.catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
    });
  }
};

const carryFirst = async (
  run: RunReference,
  slots: Slots,
  { plan, stages }: PlannedStages,
  allowed: readonly string[],
  place: Acted,
): Promise<void> => {
  const done: string[] = [];
  for (const stage of stages) {
    const first = ({ target, steps }: Stage['tracks'][number]): Promise<boolean> => {
      const task = { ...run, root: plan.root, document: plan.document, stage: stage.name, target, attemptBase: 0 };
      return slots.take(() => carryTrackFirst(stage, { ...task, ...(steps && { steps }) }, allowed, done));
    };
    const through = await Promise.all(stage.tracks.map(first));
    if (!through.every(Boolean)) break;
  }
  place.acted = done;
};

/** Whether it came through what it may do. */
const carryTrackFirst = async (
  stage: Stage,
  task: TrackTask,
  allowed: readonly string[],
  done: string[],
): Promise<boolean> => {
  const steps = (await stepsOf(task)).filter(({ id }) => allowed.includes(id));
  if (steps.length === 0) return true;
  const { stopped, cancelled } = await runTrackLocked(stage, { ...task, steps });
  if (cancelled) return false;
  const left = stopped?.rest ?? [];
  done.push(...steps.filter((step) => !left.some(({ id }) => id === step.id)).map(({ id }) => id));
  if (!stopped) return true;
  const { case: caseId, run } = task;
  await engine['step.failed']({
    case: caseId,
    run,
    step: stopped.step,
    undoing: false,
    failure: stopped.failure,
    gate: null,
  });
  return false;
};
