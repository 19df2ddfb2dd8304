import type { EngineActivities } from '../workflows/contract/activities.js';
import type { EvidenceActivities } from '../workflows/contract/custody.js';
import type { ExaminationActivities } from '../workflows/contract/examination.js';
import type { Workplace } from './engine/context.js';
import { caseActivities } from './engine/case-words.js';
import { decisionActivities } from './engine/decisions.js';
import { examinationActivities } from './engine/examination.js';
import { failureActivities } from './engine/failures.js';
import { groupActivities } from './engine/groups-of-targets.js';
import { lockActivities } from './engine/locks.js';
import { noticeActivities } from './engine/notices.js';
import { planningActivities } from './engine/planning.js';
import { principalActivities } from './engine/principals.js';
import { releasePlanningActivities } from './engine/release-planning.js';
import { requestActivities } from './engine/requests.js';
import { stepActivities } from './engine/steps.js';
import { watchPlanningActivities } from './engine/watch-planning.js';
import { reconcilingActivities } from './reconcile/reconciling.js';
import { watchingActivities } from './engine/watching.js';
import { evidenceActivities } from './evidence/evidence.js';

/** Every activity of a worker, by the name that workflows call: the engine's own, and `<action>.<phase>` of each action. */
export const createActivities = (workplace: Workplace): Record<string, (input: never) => Promise<unknown>> => {
  const engine: EngineActivities & EvidenceActivities & ExaminationActivities = {
    ...requestActivities(workplace),
    ...caseActivities(workplace),
    ...principalActivities(workplace),
    ...groupActivities(workplace),
    ...decisionActivities(workplace),
    ...planningActivities(workplace),
    ...releasePlanningActivities(workplace),
    ...failureActivities(workplace),
    ...lockActivities(workplace),
    ...noticeActivities(workplace),
    ...reconcilingActivities(workplace),
    ...watchingActivities(workplace),
    ...watchPlanningActivities(workplace),
    ...evidenceActivities(workplace),
    ...examinationActivities(workplace),
  };
  const actions = workplace.catalogue.flatMap((action) =>
    Object.entries(stepActivities(workplace, action)).map(([phase, run]) => [`${action.name}.${phase}`, run] as const),
  );
  return { ...engine, ...Object.fromEntries(actions) };
};
