import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { StepTask } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { undoneStep } from '../../workflows/contract/names.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { AnyAction, PlanOf } from '../action.js';
import type { Attempt } from '../aws/attempt.js';
import type { Aws } from '../aws/aws.js';
import { failure, translateRefusal } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { awsFor } from './aws-for.js';
import type { Workplace } from './context.js';
import { canBeOvertaken, notFinal } from './overtaken.js';
import { planOf } from './plan-of.js';
import { whileBeating } from './heartbeat.js';
import { runOpening } from './run-entries.js';
import { Turns } from './turns.js';

type Work = { readonly aws: Aws; readonly plan: PlanOf<unknown, unknown>; readonly attempt: number };
type Phases = {
  readonly apply: (task: StepTask) => Promise<object>;
  readonly verify: (task: StepTask) => Promise<{ readonly holds: boolean }>;
  readonly undo: (task: StepTask) => Promise<object>;
};

/** How long a change may take to be readable everywhere before it counts as not holding; EC2 is eventually consistent. */
const patience = 8_000;

/** The three activities of one action. Their answers are small: what they found out is in the ledger. */
export const stepActivities = (workplace: Workplace, action: AnyAction): Phases => {
  const { ledger, actor } = workplace;
  const here = { workplace, action, turns: new Turns() };
  return {
    apply: (task) =>
      during(here, 'apply', task, async ({ aws, plan, attempt }) => {
        const body = { run: task.run, step: task.step, attempt, document: task.document, root: task.root };
        await ledger.append(task.case, actor, 'outcome', { ...body, state: 'applying' });
        const output = await action.apply(aws, plan);
        await ledger.append(task.case, actor, 'outcome', { ...body, state: 'applied', output });
        return {};
      }),

    verify: (task) =>
      during(here, 'apply', task, async ({ aws, plan }) => {
        const output = await aws.outputOf(task.step);
        const read = await settled(
          aws,
          () => action.verify(aws, plan, output),
          (found) => found.holds,
          patience,
        );
        const { assurance, holds, facts, notCut } = read;
        const since = new Date().toISOString();
        const body = { run: task.run, step: task.step, assurance, holds, since, facts, notCut };
        await ledger.append(task.case, actor, 'verification', body);
        if (!holds)
          throw failure(
            failureTypes.notHolding,
            `AWS does not read back what was planned: ${facts.join('; ')}.`,
            'Somebody or something may be changing it back. Retry applies it again.',
          );
        return { holds };
      }),

    undo: (task) =>
      during(here, 'undo', task, async ({ aws, plan, attempt }) => {
        if (!action.undo) throw failure(failureTypes.refused, `${action.name} cannot be undone.`);
        const body = { run: task.run, step: undoneStep(task.step), attempt };
        await ledger.append(task.case, actor, 'undo', { ...body, state: 'undoing', facts: [] });
        const facts = await action.undo.apply(aws, plan);
        await ledger.append(task.case, actor, 'undo', { ...body, state: 'undone', facts: [...facts] });
        return {};
      }),
  };
};

// Whoever can write to Temporal can call this activity: nothing is done, nor said to be done, that nobody signed.
const permitted = async (workplace: Workplace, task: StepTask): Promise<void> => {
  try {
    await workplace.authority.authorizeStep(task);
  } catch (error) {
    const refusal = translateRefusal(error, task.step);
    if (refusal !== error && refusal instanceof ApplicationFailure)
      await recordRefusal(workplace, task, refusal.message);
    throw refusal;
  }
};

/** So many are kept of one run: whoever writes to Temporal could make any number. */
const mostRecorded = 50;

/** Puts on record that something was to be done without authority: a workflow does not ask for that by itself. */
const recordRefusal = async (
  { ledger, actor }: Workplace,
  { case: caseId, run, step, root }: StepTask,
  reason: string,
): Promise<void> => {
  if (!(await runOpening(ledger, caseId, run))) return;
  const refusals = (await ledger.entries(caseId, { run, kinds: ['refusal'] })) as readonly Entry<'refusal'>[];
  const before = refusals.filter(({ body }) => body.code === 'not-authorized');
  if (before.length >= mostRecorded) return;
  const body = {
    run,
    gate: null,
    operator: 'unknown',
    proven: false,
    code: 'not-authorized',
    reason,
    plan: root,
    signed: null,
  };
  await ledger.appendOnce(caseId, actor, 'refusal', body, `unauthorised:${run}:${step}:${root}`);
};

type Here = { readonly workplace: Workplace; readonly action: AnyAction; readonly turns: Turns };

const during = <T>(
  { workplace, action, turns }: Here,
  phase: 'apply' | 'undo',
  task: StepTask,
  work: (work: Work) => Promise<T>,
): Promise<T> =>
  whileBeating(async (notFrozen) => {
    const { plans } = workplace.authority;
    const read = async () => [await plans.read(task.document), await plans.step(task.document, task.step)] as const;
    const [document, step] = await read().catch((error: unknown) => {
      throw translateRefusal(error, task.step);
    });
    if (!step) throw failure(failureTypes.unauthorised, `The plan has no step ${task.step}.`);
    const { signed } = step;
    if (signed.action !== action.name || signed.phase !== phase)
      throw failure(failureTypes.unauthorised, `${task.step} is planned as ${signed.action}, not as ${action.name}.`);
    await permitted(workplace, task);
    // A step and what puts it back are one thing: either may have been left at work by a workflow that was terminated.
    const change = phase === 'undo' ? undoneStep(task.step) : task.step;
    return turns.take(`${task.run} ${change}`, async (isNewest) => {
      const attempt: Attempt = {
        case: task.case,
        run: task.run,
        step: task.step,
        attempt: task.attemptBase + Context.current().info.attempt,
        authority: { root: task.root, document: task.document },
        stillMine: () => {
          notFrozen();
          isNewest();
        },
      };
      const scope = { account: document.account, region: document.region };
      const aws = awsFor(workplace, scope, attempt, signed.calls, action);
      const plan = planOf(step);
      const mayBeOvertaken = await canBeOvertaken(workplace.ledger, attempt);
      try {
        return await workplace.clients.during(attempt, () => work({ aws, plan, attempt: attempt.attempt }));
      } catch (error) {
        throw mayBeOvertaken ? notFinal(error) : error;
      }
    });
  });
