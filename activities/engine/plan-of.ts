import type { StepPlan } from '../../workflows/contract/plan.js';
import type { PlanOf } from '../action.js';

/** A planned step as its action is handed it again: to apply it, read it back, or put it back. */
export const planOf = ({ signed, observed }: StepPlan): PlanOf<unknown, unknown> => ({
  input: signed.input,
  target: signed.target,
  calls: signed.calls,
  facts: observed.facts,
  notCut: observed.notCut,
});
