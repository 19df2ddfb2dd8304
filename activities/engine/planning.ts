import { differences } from '../../ledger/covers.js';
import { planReference } from '../../ledger/plan-hash.js';
import type { EngineActivities, PlannedStages, StepReference } from '../../workflows/contract/activities.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json } from '../../workflows/contract/json.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, StagePlan, StepPlan, TrackPlan } from '../../workflows/contract/plan.js';
import type { TrackDefinition } from '../../workflows/contract/playbook.js';
import { readingFor } from '../aws/attempt.js';
import { failure } from '../aws/errors.js';
import { awsFor } from './aws-for.js';
import type { Workplace } from './context.js';
import { withEnvironments } from './environments.js';
import { whileWanted } from './heartbeat.js';
import { recordPlan, type PlanWish } from './plan-record.js';
import { actionNamed, planStep } from './plan-step.js';
import { runOpening } from './run-entries.js';
import { readingTogether, type SharedReads } from './shared-reads.js';
import { withStillChanged } from './still-changed.js';
import { inWaves } from './waves.js';

/** Stores a plan, records it as asked for, and answers what fits history. */
export const concludePlan = async (
  workplace: Workplace,
  draft: PlanDocument,
  changes: ReadonlyMap<string, boolean>,
  wish: PlanWish,
  shared: SharedReads,
): Promise<PlannedStages> => {
  const opening = await runOpening(workplace.ledger, wish.case, wish.run);
  const scope = { account: draft.account, region: draft.region };
  const attempt = readingFor(wish);
  const tagged = await workplace.clients.during(attempt, () =>
    withEnvironments(opening?.policy ?? workplace.policy, awsFor(workplace, scope, attempt, [], shared), draft),
  );
  const document = await withStillChanged(workplace, tagged);
  const planned = planReference(document);
  await workplace.ledger.putDocument(document as unknown as Json);
  const unsigned = wish.authority
    ? differences((await workplace.ledger.getDocument(wish.authority.document)) as unknown as PlanDocument, document)
    : [];
  const { gate, plan, standing } = await recordPlan(workplace, document, planned, unsigned, wish);
  // An earlier attempt may have asked already, for what it planned: that is what people see.
  const asked =
    plan.document === planned.document
      ? document
      : ((await workplace.ledger.getDocument(plan.document)) as unknown as PlanDocument);
  const few = stepsIn(asked).length <= mostStepsInHistory;
  return {
    plan,
    gate,
    standing,
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
  steps.map((step) => referenceTo(workplace, step));

/** A planned step as the engine carries it. */
export const referenceTo = (workplace: Workplace, { signed }: StepPlan): StepReference => ({
  id: signed.step,
  action: signed.action,
  effect: signed.effect,
  blocking: signed.blocking,
  phase: signed.phase,
  patience: actionNamed(workplace, signed.action).patience ?? 'seconds',
});

/** Planning the stages of a playbook. */
export const planningActivities = (workplace: Workplace): Pick<EngineActivities, 'plan.stages' | 'track.steps'> => ({
  'track.steps': async ({ document, stage, target }) => {
    const plan = (await workplace.ledger.getDocument(document)) as unknown as PlanDocument;
    const tracks = plan.stages.find(({ name }) => name === stage)?.tracks;
    const track = tracks?.find((one) => one.target === target);
    if (!track) throw failure(failureTypes.failed, `The plan has nothing for ${target} in its stage ${stage}.`);
    return referencesTo(workplace, track);
  },

  'plan.stages': (input) => whileWanted(() => planStages(workplace, input)),
});

const planStages = async (
  workplace: Workplace,
  { playbook, playbookVersion, account, region, seed, stages, ...wish }: Parameters<EngineActivities['plan.stages']>[0],
): Promise<PlannedStages> => {
  const { case: caseId, run } = wish;
  const scope = { account, region };
  const shared = readingTogether(workplace, wish);
  const planTrack = async (track: TrackDefinition): Promise<readonly [TrackDefinition, TrackPlan]> => {
    const { target } = track;
    const planned = track.steps.map((step) => planStep(workplace, { run: wish, scope, seed, shared }, target, step));
    return [track, { target, steps: (await Promise.all(planned)).flat() }];
  };
  const tracks = stages.flatMap((stage) => stage.tracks);
  const ofTargets = Map.groupBy(tracks, ({ target }) => target).values();
  const planned = new Map(await inWaves([...ofTargets], (ofOne) => Promise.all(ofOne.map(planTrack))));
  const document: PlanDocument = {
    v: 1,
    case: caseId,
    run,
    playbook,
    playbookVersion,
    purpose: 'run',
    ...scope,
    ...(wish.watch !== undefined && { watch: wish.watch }),
    stages: stages
      .map(({ name, tracks: defined }): StagePlan => ({
        name,
        tracks: defined.flatMap((track) => planned.get(track) ?? []).filter(({ steps }) => steps.length > 0),
      }))
      .filter((stage) => stage.tracks.length > 0),
  };
  const changes = new Map(stages.map((stage) => [stage.name, stage.changes]));
  return concludePlan(workplace, document, changes, wish, shared);
};
