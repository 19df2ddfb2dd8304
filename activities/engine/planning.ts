import { planReference } from '../../ledger/plan-hash.js';
import type { EngineActivities, PlannedStages, StepReference } from '../../workflows/contract/activities.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json } from '../../workflows/contract/json.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, StagePlan, StepPlan, TrackPlan } from '../../workflows/contract/plan.js';
import type { TrackDefinition } from '../../workflows/contract/playbook.js';
import { failure } from '../aws/errors.js';
import { awsFor } from './aws-for.js';
import type { Workplace } from './context.js';
import { withEnvironments } from './environments.js';
import { whileWanted } from './heartbeat.js';
import { heldAgainst, parting, type Unplanned } from './moved.js';
import { recordPlan, type PlanWish } from './plan-record.js';
import { actionNamed, planStep } from './plan-step.js';
import { runOpening } from './run-entries.js';
import { readingTogether, type SharedReads } from './shared-reads.js';
import { withStillChanged } from './still-changed.js';
import { inWaves } from './waves.js';

/**
 * Stores a plan, records it as asked for, and answers what fits history. Held against a signature it is stored without the
 * targets that moved, and without the `lost`, which could not be planned.
 */
export const concludePlan = async (
  workplace: Workplace,
  draft: PlanDocument,
  changes: ReadonlyMap<string, boolean>,
  wish: PlanWish,
  shared: SharedReads,
  lost: readonly Unplanned[],
): Promise<PlannedStages> => {
  const opening = await runOpening(workplace.ledger, wish.case, wish.run);
  const scope = { account: draft.account, region: draft.region };
  const { attempt } = shared;
  const tagged = await workplace.clients.during(attempt, () =>
    withEnvironments(opening?.policy ?? workplace.policy, awsFor(workplace, scope, attempt, [], null, shared), draft),
  );
  const fresh = await withStillChanged(workplace, tagged);
  const { plans } = workplace.authority;
  const signed = wish.authority && (await plans.read(wish.authority.document));
  const held = signed ? heldAgainst(signed, fresh, lost, wish.whole) : { covered: fresh, apart: [], differences: [] };
  const { covered: document, apart, differences } = held;
  const planned = planReference(document);
  await workplace.ledger.putDocument(document as unknown as Json);
  const { gate, plan, standing } = await recordPlan(workplace, document, planned, differences, wish, attempt.answers);
  // An earlier attempt may have asked already, for what it planned: that is what people see.
  const asked = plan.document === planned.document ? document : await plans.read(plan.document);
  const few = stepsIn(asked).length <= mostStepsInHistory;
  return {
    plan,
    gate,
    standing,
    differences,
    apart,
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
    const plan = await workplace.authority.plans.read(document);
    const tracks = plan.stages.find(({ name }) => name === stage)?.tracks;
    const track = tracks?.find((one) => one.target === target);
    if (!track) throw failure(failureTypes.failed, `The plan has nothing for ${target} in its stage ${stage}.`);
    return referencesTo(workplace, track);
  },

  'plan.stages': (input) => whileWanted(() => planStages(workplace, input)),
});

/** Plans these stages together. */
export const planStages = async (
  workplace: Workplace,
  { playbook, playbookVersion, account, region, seed, stages, ...wish }: Parameters<EngineActivities['plan.stages']>[0],
): Promise<PlannedStages> => {
  const { case: caseId, run } = wish;
  const scope = { account, region };
  const tracks = stages.flatMap((stage) => stage.tracks);
  const ofTargets = [...Map.groupBy(tracks, ({ target }) => target)];
  const shared = readingTogether(workplace, wish, ofTargets.length);
  const planTrack = async (track: TrackDefinition): Promise<readonly [TrackDefinition, TrackPlan]> => {
    const { target } = track;
    const planned = track.steps.map((step) => planStep(workplace, { run: wish, scope, seed, shared }, target, step));
    return [track, { target, steps: (await Promise.all(planned)).flat() }];
  };
  const lost: Unplanned[] = [];
  const unlessLost = parting(wish.authority !== undefined, lost);
  const planTarget = ([target, ofOne]: readonly [string, readonly TrackDefinition[]]) => {
    const ids = ofOne.flatMap(({ steps }) => steps.map(({ id }) => id));
    return unlessLost(target, ids, () => Promise.all(ofOne.map(planTrack)));
  };
  const planned = new Map(await inWaves(ofTargets, planTarget));
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
        tracks: smallestFirst(defined.flatMap((track) => planned.get(track) ?? [])),
      }))
      .filter((stage) => stage.tracks.length > 0),
  };
  const changes = new Map(stages.map((stage) => [stage.name, stage.changes]));
  return concludePlan(workplace, document, changes, wish, shared, lost);
};

/** Tracks with something to do, by how much else they take out of service: what goes wrong goes wrong on the least first. */
const smallestFirst = (tracks: readonly TrackPlan[]): readonly TrackPlan[] => {
  const victims = ({ steps }: TrackPlan): number => new Set(steps.flatMap(({ signed }) => signed.victims)).size;
  return tracks.filter(({ steps }) => steps.length > 0).toSorted((one, other) => victims(one) - victims(other));
};
