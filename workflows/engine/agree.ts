import type { GateRequest, PlannedStages } from '../contract/activities.js';
import type { PlanReference } from '../contract/plan.js';
import type { Gates } from './gates.js';
import type { Answer, Asking, Mandate, Stage, StagesEnd } from './progress.js';

/** Plans the steps named (all when none are): opens a gate on the plan, or says what of it `authority` does not cover. */
export type Planner = (wish: {
  readonly only: readonly string[];
  readonly gate?: GateRequest;
  readonly authority?: PlanReference;
  readonly changes?: readonly string[];
  /** Nothing may be parted from it. */
  readonly whole?: boolean;
  /** Leaves these out: they were done already. */
  readonly except?: readonly string[];
}) => Promise<PlannedStages>;

/** A plan that may run, and the steps that are parted from it, in groups: they are not covered by what was signed. */
export type Agreed = {
  readonly stages: readonly Stage[];
  readonly mandate: Mandate;
  readonly apart: PlannedStages['apart'];
};

/**
 * Plans until a fresh plan is covered by one that enough people signed: by `signed`, or else by one that is put to
 * people here; `meanwhile` is what goes on while they make up their minds. What is being asked stands in `place`, also when this is taken up again in a new history.
 */
export const agree = async (
  gates: Gates,
  plan: Planner,
  place: { asking: Asking | null; readonly acted?: readonly string[] | null },
  only: readonly string[],
  signed: PlanReference | null,
  meanwhile: (planned: PlannedStages, waiting: Promise<Answer>) => Promise<Answer> = (_, waiting) => waiting,
): Promise<Agreed | StagesEnd> => {
  for (let authority = signed; ;) {
    if (!place.asking) {
      const left = { only, ...(place.acted && { except: place.acted }) };
      const fresh = authority && (await plan({ ...left, authority }));
      if (authority && fresh?.differences.length === 0)
        return { stages: fresh.stages, mandate: { authority, document: fresh.plan.document }, apart: fresh.apart };
      const planned = await plan({ ...left, changes: fresh?.differences ?? [], gate: gates.request() });
      place.asking = { planned, only };
    }
    const { planned } = place.asking;
    // What says that nothing is left to do needs nobody's signature.
    if (planned.stages.length === 0 && !planned.gate) {
      place.asking = null;
      return { stages: [], mandate: { authority: planned.plan, document: planned.plan.document }, apart: [] };
    }
    const answer = planned.gate ? await meanwhile(planned, gates.approval(planned.plan, planned.gate)) : 'expired';
    place.asking = null;
    if (answer !== 'approved') return answer;
    authority = planned.plan;
  }
};
