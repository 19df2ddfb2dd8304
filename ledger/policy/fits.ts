import type { PlanDocument, StepPlan } from '../../workflows/contract/plan.js';
import type { Policy, Rule } from '../../workflows/contract/policy.js';
import type { Effect, Severity } from '../../workflows/contract/words.js';

/** What a policy is asked about: one step, in its run. */
export type StepFacts = {
  readonly effect: Effect;
  readonly action: string;
  readonly playbook: string;
  readonly severity: Severity;
  readonly account: string;
  /** The environment tag of its target; null where it has none, or nobody asked. */
  readonly environment: string | null;
  readonly reversible: boolean;
};

/** What a policy is asked about a step of a plan. */
export const factsOf = (
  { playbook, account }: Pick<PlanDocument, 'playbook' | 'account'>,
  severity: Severity,
  { signed, observed }: StepPlan,
): StepFacts => ({
  effect: signed.effect,
  action: signed.action,
  reversible: signed.reversible,
  environment: observed.environment ?? null,
  playbook,
  severity,
  account,
});

/** Why a rule does not fit a step, one sentence for each condition that fails; empty when it fits. */
export const misfits = ({ when }: Rule, facts: StepFacts): readonly string[] =>
  (Object.keys(when) as (keyof Rule['when'])[]).flatMap((name) => {
    const wanted = when[name];
    const value = facts[name];
    const fits = Array.isArray(wanted) ? wanted.includes(value) : wanted === undefined || wanted === value;
    return fits
      ? []
      : [`${name} is ${value ?? 'unknown'}, not ${Array.isArray(wanted) ? wanted.join(' or ') : String(wanted)}`];
  });

/**
 * The rules that count for a step, in the policy's order: the first that fits and asks for no environment, and the first
 * that fits and does. An environment is a tag in an account that is under attack: what it says may add to what is
 * asked, and never replace it. A step that no rule fits has none: nobody may let it run.
 */
export const rulesFor = (policy: Policy, facts: StepFacts): readonly Rule[] => {
  const fitting = policy.rules.filter((rule) => misfits(rule, facts).length === 0);
  const byTag = (rule: Rule): boolean => rule.when.environment !== undefined;
  const first = fitting.find((rule) => !byTag(rule));
  const added = fitting.find(byTag);
  return first ? fitting.filter((rule) => rule === first || rule === added) : [];
};
