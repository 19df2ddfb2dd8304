import { watchOf } from '../../ledger/watch.js';
import type { EngineActivities, PlannedStages } from '../../workflows/contract/activities.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { stepsIn, type PlanDocument } from '../../workflows/contract/plan.js';
import type { StageDefinition } from '../../workflows/contract/playbook.js';
import { failure } from '../aws/errors.js';
import { changesOf } from './change-records.js';
import type { Workplace } from './context.js';
import { whileWanted } from './heartbeat.js';
import { plannedSteps, type PlannedStep } from './planned-steps.js';
import { planStages } from './planning.js';

/** Planning again what a run that is watched has changed: as it was asked for then, and as the world is now. */
export const watchPlanningActivities = (workplace: Workplace): Pick<EngineActivities, 'watch.plan'> => ({
  'watch.plan': (input) => whileWanted(() => planWatched(workplace, input)),
});

const planWatched = async (
  workplace: Workplace,
  { steps, ...wish }: Parameters<EngineActivities['watch.plan']>[0],
): Promise<PlannedStages> => {
  const { case: caseId, run } = wish;
  const entries = await workplace.ledger.entries(caseId, { run });
  const { over } = watchOf(entries);
  if (over) throw failure(failureTypes.refused, `${run} is not watched any more: ${over}`);
  const stepOf = plannedSteps(workplace.ledger);
  const changes = changesOf(entries).filter(({ step }) => steps.includes(step));
  const found = (await Promise.all(changes.map(stepOf))).flatMap((one) => one ?? []).reverse();
  const [first] = found;
  if (!first) throw failure(failureTypes.notFound, `${run} has changed none of ${steps.join(', ')}.`);
  const { playbook, playbookVersion, account, region, watch } = first.document;
  const scope = { account, region };
  const signed = wish.authority ? await workplace.ledger.getDocument(wish.authority.document) : first.document;
  const stages = stagesOf(inOrder(found, signed as unknown as PlanDocument));
  return planStages(workplace, {
    ...wish,
    ...scope,
    playbook,
    playbookVersion,
    stages,
    ...(watch !== undefined && { watch }),
  });
};

/** As they follow one another in a plan: another order is not what was signed. */
const inOrder = (found: readonly PlannedStep[], signed: PlanDocument): readonly PlannedStep[] => {
  const places = new Map(stepsIn(signed).map((step, at) => [step.signed.step, at]));
  const placeOf = ({ plan }: PlannedStep): number => places.get(plan.signed.step) ?? places.size;
  return found.toSorted((one, other) => placeOf(one) - placeOf(other));
};

// What is planned again comes from the ledger: whoever asks for it can name steps, and say nothing about them.
const stagesOf = (found: readonly PlannedStep[]): readonly StageDefinition[] =>
  [...Map.groupBy(found, ({ stage }) => stage)].map(([name, ofStage]) => ({
    name,
    changes: true,
    tracks: [...Map.groupBy(ofStage, ({ plan }) => plan.signed.target)].map(([target, ofTarget]) => ({
      target,
      steps: ofTarget.map(({ plan: { signed } }) => ({ id: signed.step, action: signed.action, input: signed.input })),
    })),
  }));
