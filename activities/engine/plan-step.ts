import { createHmac } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { RunReference } from '../../workflows/contract/activities.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json } from '../../workflows/contract/json.js';
import { resourceOf } from '../../workflows/contract/names.js';
import type { StepPlan } from '../../workflows/contract/plan.js';
import type { Scope, StepDefinition } from '../../workflows/contract/playbook.js';
import type { AnyAction, PlanContext, Planned } from '../action.js';
import { failure } from '../aws/errors.js';
import { awsFor } from './aws-for.js';
import type { Workplace } from './context.js';
import type { SharedReads } from './shared-reads.js';
import { againIfUnlucky } from './waves.js';

/** A mark for what a step makes in AWS: random to whoever reads it there, the same whenever this run plans the step. */
export const nonceOf = (seed: string, step: string): string =>
  `x${createHmac('sha256', seed).update(step).digest('hex').slice(0, 23)}`;

/** The action of that name. Asked when planning, because an unknown one would be retried for ever later. */
export const actionNamed = ({ catalogue }: Workplace, name: string): AnyAction => {
  const found = catalogue.find((action) => action.name === name);
  if (!found) throw failure(failureTypes.refused, `This worker knows no action ${name}: run a version that does.`);
  return found;
};

/** The plan of one step, put together from what its action says. */
export const stepPlan = (
  step: string,
  action: AnyAction,
  target: string,
  input: Json,
  phase: 'apply' | 'undo',
  planned: Planned,
): StepPlan => ({
  signed: {
    step,
    action: action.name,
    effect: phase === 'undo' ? 'change' : action.effect,
    blocking: phase === 'undo' || action.blocking,
    undo: phase === 'apply' && action.undo !== undefined,
    phase,
    target,
    owner: planned.owner,
    kind: planned.kind,
    input: input as StepPlan['signed']['input'],
    calls: planned.calls,
    targetState: planned.targetState,
    deviations: planned.deviations ?? {},
    victims: planned.victims ?? [],
    reversible: planned.reversible,
  },
  observed: {
    at: new Date().toISOString(),
    summary: planned.summary,
    differences: planned.differences ?? [],
    blastRadius: planned.blastRadius ?? [],
    notCut: planned.notCut ?? [],
    notApplicable: planned.notApplicable ?? [],
    facts: planned.facts,
  },
});

/** What the steps of one plan have in common. */
export type Planning = {
  readonly run: RunReference;
  readonly scope: Scope;
  readonly seed: string;
  readonly shared: SharedReads;
};

/** Plans one step of a run; empty when it is best-effort and cannot be planned, which a note says. */
export const planStep = async (
  workplace: Workplace,
  { run, scope, seed, shared }: Planning,
  target: string,
  step: StepDefinition,
): Promise<readonly StepPlan[]> => {
  const action = actionNamed(workplace, step.action);
  const attempt = { ...shared.attempt, step: step.id };
  const context: PlanContext = { step: step.id, target, nonce: nonceOf(seed, step.id) };
  try {
    const aws = awsFor(workplace, scope, attempt, [], action, shared);
    const planned = await againIfUnlucky(() =>
      workplace.clients.during(attempt, () => action.plan(aws, step.input, context)),
    );
    if (planned.owner !== scope.account)
      throw failure(
        failureTypes.refused,
        `${resourceOf(target)} belongs to account ${planned.owner}, not to ${scope.account}.`,
      );
    const made = stepPlan(step.id, action, target, step.input, 'apply', planned);
    await workplace.protection.check(made.signed);
    return [made];
  } catch (error) {
    // A best-effort step that cannot even be planned is left out, and said: it must not stand in the way of the rest.
    if (action.blocking || !(error instanceof ApplicationFailure) || !error.nonRetryable || isAboutTarget(error))
      throw error;
    await workplace.ledger.append(run.case, workplace.actor, 'note', {
      run: run.run,
      text: `${step.id} is left out of the plan: ${error.message}`,
    });
    return [];
  }
};

const isAboutTarget = (error: ApplicationFailure): boolean =>
  error.type === failureTypes.notFound || error.type === failureTypes.refused;
