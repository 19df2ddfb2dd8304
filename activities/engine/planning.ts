import { createHmac } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { differences } from '../../ledger/covers.js';
import { planReference } from '../../ledger/plan-hash.js';
import type {
  EngineActivities,
  PlannedStages,
  RunReference,
  StepReference,
} from '../../workflows/contract/activities.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json } from '../../workflows/contract/json.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, StagePlan, StepPlan, TrackPlan } from '../../workflows/contract/plan.js';
import type { Scope, StepDefinition } from '../../workflows/contract/playbook.js';
import { resourceOf } from '../../workflows/contract/names.js';
import type { AnyAction, PlanContext, Planned } from '../action.js';
import { readingFor } from '../aws/attempt.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from './context.js';
import { awsFor, type SharedReads } from './aws-for.js';
import { withEnvironments } from './environments.js';
import { recordPlan, type PlanWish } from './plan-record.js';
import { runOpening } from './run-entries.js';

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

/** Stores a plan, records it as asked for, and answers what fits history. */
export const concludePlan = async (
  workplace: Workplace,
  draft: PlanDocument,
  changes: ReadonlyMap<string, boolean>,
  wish: PlanWish,
  shared?: SharedReads,
): Promise<PlannedStages> => {
  const opening = await runOpening(workplace.ledger, wish.case, wish.run);
  const scope = { account: draft.account, region: draft.region };
  const attempt = readingFor(wish);
  const document = await workplace.clients.during(attempt, () =>
    withEnvironments(opening?.policy ?? workplace.policy, awsFor(workplace, scope, attempt, [], shared), draft),
  );
  const planned = planReference(document);
  await workplace.ledger.putDocument(document as unknown as Json);
  const unsigned = wish.authority
    ? differences((await workplace.ledger.getDocument(wish.authority.document)) as unknown as PlanDocument, document)
    : [];
  const { gate, plan } = await recordPlan(workplace, document, planned, unsigned, wish);
  // An earlier attempt may have asked already, for what it planned: that is what people see.
  const asked =
    plan.document === planned.document
      ? document
      : ((await workplace.ledger.getDocument(plan.document)) as unknown as PlanDocument);
  const few = stepsIn(asked).length <= mostStepsInHistory;
  return {
    plan,
    gate,
    differences: unsigned,
    stages: asked.stages.map((stage) => ({
      name: stage.name,
      changes: changes.get(stage.name) ?? true,
      tracks: stage.tracks.map((track) => ({
        target: track.target,
        ...(few && { steps: referencesTo(workplace, track) }),
      })),
    })),
  };
};

/** A plan of more steps is carried through history by its hash: 500 targets would not fit a payload of 2 MiB. */
const mostStepsInHistory = 200;

const referencesTo = (workplace: Workplace, { steps }: TrackPlan): readonly StepReference[] =>
  steps.map(({ signed }) => ({
    id: signed.step,
    action: signed.action,
    effect: signed.effect,
    blocking: signed.blocking,
    phase: signed.phase,
    patience: actionNamed(workplace, signed.action).patience ?? 'seconds',
  }));

/** Planning the stages of a playbook. */
export const planningActivities = (workplace: Workplace): Pick<EngineActivities, 'plan.stages' | 'track.steps'> => ({
  'track.steps': async ({ document, stage, target }) => {
    const plan = (await workplace.ledger.getDocument(document)) as unknown as PlanDocument;
    const tracks = plan.stages.find(({ name }) => name === stage)?.tracks;
    const track = tracks?.find((one) => one.target === target);
    if (!track) throw failure(failureTypes.failed, `The plan has nothing for ${target} in its stage ${stage}.`);
    return referencesTo(workplace, track);
  },

  'plan.stages': async ({ playbook, playbookVersion, account, region, seed, stages, ...wish }) => {
    const { case: caseId, run } = wish;
    const scope = { account, region };
    const shared: SharedReads = new Map();
    const planned = await Promise.all(
      stages.map(async (stage): Promise<StagePlan> => ({
        name: stage.name,
        tracks: await Promise.all(
          stage.tracks.map(async ({ target, steps }) => ({
            target,
            steps: (
              await Promise.all(steps.map((step) => planStep(workplace, wish, scope, target, step, seed, shared)))
            ).flat(),
          })),
        ),
      })),
    );
    const document: PlanDocument = {
      v: 1,
      case: caseId,
      run,
      playbook,
      playbookVersion,
      purpose: 'run',
      ...scope,
      stages: planned
        .map((stage) => ({ ...stage, tracks: stage.tracks.filter((track) => track.steps.length > 0) }))
        .filter((stage) => stage.tracks.length > 0),
    };
    const changes = new Map(stages.map((stage) => [stage.name, stage.changes]));
    return concludePlan(workplace, document, changes, wish, shared);
  },
});

const planStep = async (
  workplace: Workplace,
  run: RunReference,
  scope: Scope,
  target: string,
  step: StepDefinition,
  seed: string,
  shared: SharedReads,
): Promise<readonly StepPlan[]> => {
  const action = actionNamed(workplace, step.action);
  const attempt = { ...readingFor(run), step: step.id };
  const context: PlanContext = { step: step.id, target, nonce: nonceOf(seed, step.id) };
  try {
    const planned = await workplace.clients.during(attempt, () =>
      action.plan(awsFor(workplace, scope, attempt, [], shared), step.input, context),
    );
    if (planned.owner !== scope.account)
      throw failure(
        failureTypes.refused,
        `${resourceOf(target)} belongs to account ${planned.owner}, not to ${scope.account}.`,
      );
    return [stepPlan(step.id, action, target, step.input, 'apply', planned)];
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
