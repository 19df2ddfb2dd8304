import type { EngineActivities, PlannedStages } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { releaseStepId } from '../../workflows/contract/names.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { PlanDocument, SignedStep, StepPlan, TrackPlan } from '../../workflows/contract/plan.js';
import type { ChangeRecord } from '../action.js';
import { failure } from '../aws/errors.js';
import { answersIn } from '../../ledger/answers.js';
import { awsFor, keptIn } from './aws-for.js';
import { planOf } from './plan-of.js';
import { plannedSteps } from './planned-steps.js';
import { changesOf, type MadeChange } from './change-records.js';
import type { Workplace } from './context.js';
import { whileWanted } from './heartbeat.js';
import { nothingToPutBack, withLeftStanding, type Left } from './left-standing.js';
import { parting, type Unplanned } from './moved.js';
import { actionNamed, nonceOf, stepPlan, type Planning } from './plan-step.js';
import { concludePlan } from './planning.js';
import { releaseStages } from './release-stages.js';
import { relyingOn } from './relying-on.js';
import { readingTogether } from './shared-reads.js';
import { againIfUnlucky, inWaves } from './waves.js';

/** Planning what puts a run's changes back, newest first, from change records. */
export const releasePlanningActivities = (workplace: Workplace): Pick<EngineActivities, 'plan.release'> => ({
  'plan.release': (input) => whileWanted(() => planRelease(workplace, input)),
});

const planRelease = async (
  workplace: Workplace,
  { account, region, seed, steps: named, left: remaining, ...wish }: Parameters<EngineActivities['plan.release']>[0],
): Promise<PlannedStages> => {
  const { case: caseId, run, release = 'release' } = wish;
  const entries = await workplace.ledger.entries(caseId, { run });
  const made = changesOf(entries);
  // What a person names must be there. A release at work may find put back what an earlier one, ended by force, had begun.
  const isNew = remaining === undefined && wish.authority === undefined && !wish.changes?.length;
  const steps = remaining ?? named;
  const unknown = steps.filter((step) => !made.some((change) => change.step === step));
  if (isNew && unknown.length > 0)
    throw failure(
      failureTypes.notFound,
      `Nothing is left to put back of ${unknown.join(', ')}.`,
      `See firebreak show ${run}.`,
    );
  const wanted = made.filter(({ step }) => steps.length === 0 || steps.includes(step));
  const read = await readSources(workplace, wanted);
  const relying = steps.length > 0 ? new Map<string, readonly string[]>() : await relyingOn(workplace, run, read);
  const isLeft = (source: Source): boolean => relying.has(source.change.step) || isOnlyWhenNamed(workplace, source);
  const unnamed = steps.length > 0 ? [] : read.filter(isLeft);
  const sources = read.filter((source) => !unnamed.includes(source));
  // What had nothing to do has nothing that stays.
  const left = unnamed
    .filter(({ plan }) => plan.signed.calls.length > 0)
    .map(({ plan, change }): Left => ({ ...plan, reliedOnBy: relying.get(change.step) ?? [] }));
  const ofTargets = Map.groupBy(sources, ({ plan }) => plan.signed.target);
  const recorded = Map.groupBy(entries, ({ body }) => ('step' in body ? body.step : null));
  const planning = {
    run: { case: caseId, run, release },
    scope: { account, region },
    seed,
    shared: readingTogether(workplace, wish, ofTargets.size),
  };
  const lost: Unplanned[] = [];
  const unlessLost = parting(wish.authority !== undefined, lost);
  const planTarget = ([target, ofOne]: readonly [string, readonly Source[]]): Promise<readonly TrackPlan[]> => {
    const ids = ofOne.map(({ change }) => releaseStepId(release, change.step));
    return unlessLost(target, ids, async () => {
      const planned = await Promise.all(
        ofOne.map((source) => planUndo(workplace, planning, source, recorded.get(source.change.step) ?? [])),
      );
      const undone = planned.filter((step) => step !== null);
      return undone.length > 0 ? [{ target, steps: undone }] : [];
    });
  };
  const tracks = await inWaves([...ofTargets], planTarget);
  const nothing = tracks.length === 0 && lost.length === 0;
  if (nothing && isNew && !isUnsaid(entries)) throw nothingToPutBack(run, left);
  const opening = entries.find(
    (entry): entry is Entry<'run'> => entry.kind === 'run' && entry.body.event === 'requested',
  );
  const requested = opening?.body.event === 'requested' ? opening.body : null;
  const document: PlanDocument = {
    v: 1,
    case: caseId,
    run,
    playbook: requested?.playbook ?? 'unknown',
    playbookVersion: requested?.playbookVersion ?? '0',
    purpose: 'release',
    account,
    region,
    stages: releaseStages(release, withLeftStanding(run, tracks, left)),
  };
  const changes = new Map(document.stages.map(({ name }) => [name, true]));
  const { gate: _, ...unasked } = wish;
  return concludePlan(workplace, document, changes, nothing ? unasked : wish, planning.shared, lost);
};

/** Whether an earlier release put back what there was, and was ended by force before it could say so. */
const isUnsaid = (entries: readonly Entry[]): boolean =>
  entries.findLast(
    ({ kind, body }) =>
      (kind === 'undo' && body.state === 'undone') ||
      (kind === 'run' && body.event === 'state' && body.state === 'released'),
  )?.kind === 'undo';

/** A change, and the step of the plan that it was made by. */
type Source = { readonly change: MadeChange; readonly plan: StepPlan };

const readSources = async ({ ledger }: Workplace, made: readonly MadeChange[]): Promise<readonly Source[]> => {
  const stepOf = plannedSteps(ledger);
  return Promise.all(
    made.map(async (change) => {
      const found = await stepOf(change);
      if (!found) throw failure(failureTypes.failed, `The recorded plan of ${change.step} does not have it.`);
      return { change, plan: found.plan };
    }),
  );
};

const isOnlyWhenNamed = (workplace: Workplace, { change, plan }: Source): boolean =>
  actionNamed(workplace, plan.signed.action).undo?.onlyWhenNamed(change.output) ?? false;

const planUndo = async (
  workplace: Workplace,
  { run, scope, seed, shared }: Planning & { readonly run: { readonly release: string } },
  { change, plan: source }: Source,
  entries: readonly Entry[],
): Promise<StepPlan | null> => {
  const action = actionNamed(workplace, source.signed.action);
  const { undo } = action;
  if (!undo) return null;
  const step = releaseStepId(run.release, change.step);
  const attempt = { ...shared.attempt, step };
  const record: ChangeRecord<unknown, unknown, unknown> = {
    plan: planOf(source),
    output: change.output,
    kept: keptIn(change.outcomes),
    answers: Object.fromEntries(answersIn(entries).map(({ call, output }) => [call, output])),
  };
  const { target, input }: SignedStep = source.signed;
  const aws = awsFor(workplace, scope, attempt, [], action, shared);
  const planned = await againIfUnlucky(() =>
    workplace.clients.during(attempt, () => undo.plan(aws, record, { step, target, nonce: nonceOf(seed, step) })),
  );
  return stepPlan(step, action, target, input, 'undo', planned);
};
