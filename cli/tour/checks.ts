import type { Hash } from '../../workflows/contract/json.js';
import type { RunView } from '../../workflows/contract/views.js';
import { CliError, exit } from '../errors.js';
import { waitingApproval } from '../session/waiting.js';

/** The tour cannot go on. */
export const failed = (message: string, hint: string): CliError => new CliError(exit.failed, 'tour', message, hint);

/** Ends the tour, saying what did not hold. */
export const mustHold = (holds: boolean, what: string): void => {
  if (!holds)
    throw failed(`This did not hold: ${what}.`, 'Look at firebreak runs, firebreak show RUN and .firebreak/logs.');
};

/** The plan that waits for a signature now. */
export const waitingPlan = (view: RunView): Hash => {
  const plan = waitingApproval(view)?.plan;
  if (!plan) throw failed(`${view.id} does not wait for a signature: ${view.state}.`, `firebreak show ${view.id}`);
  return plan;
};

/** Whether every change of a stage is read back; ends the tour when one failed. */
export const stageDone = (view: RunView, name: string): true | null => {
  const steps = view.stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps));
  const broken = steps.find((step) => step.state === 'failed');
  if (broken) throw failed(`${broken.id} failed: ${broken.error?.message ?? ''}`, `firebreak show ${view.id}`);
  const stage = view.stages.find((one) => one.name === name);
  const isDone = stage?.tracks.every((track) => track.steps.every(({ state }) => state === 'verified')) ?? false;
  return isDone ? true : null;
};

/** The run once it is over; null before. */
export const ended = (view: RunView): RunView | null => {
  if (view.state === 'failed-step') stageDone(view, '');
  return view.endedAt === null ? null : view;
};
