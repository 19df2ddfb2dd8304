import type { PlanDocument } from '../../workflows/contract/plan.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { Policy, Rule } from '../../workflows/contract/policy.js';
import type { Severity } from '../../workflows/contract/words.js';
import { rulesFor } from './fits.js';

// What no rule fits must not run for want of one: nobody has this role, because a role's name cannot be empty.
const nobody: Rule = {
  name: 'no rule fits',
  when: {},
  need: [{ count: 1, roles: [] }],
  proofs: [],
  denial: 'ends',
  expiresAfter: 60,
};

/** The rules that a plan falls under, each once, in the policy's order: every one of them must be satisfied. */
export const demandsOf = (policy: Policy, severity: Severity, document: PlanDocument): readonly Rule[] => {
  const { playbook, account } = document;
  const found = stepsIn(document).map(({ signed, observed }) =>
    rulesFor(policy, {
      effect: signed.effect,
      action: signed.action,
      reversible: signed.reversible,
      environment: observed.environment ?? null,
      playbook,
      severity,
      account,
    }),
  );
  const counting = policy.rules.filter((rule) => found.some((rules) => rules.includes(rule)));
  return found.length === 0 || found.some((rules) => rules.length === 0) ? [...counting, nobody] : counting;
};

/** When a gate that opens at `openedAt` (ms) expires, in ms: by the most impatient of its rules. */
export const expiryOf = (rules: readonly Rule[], openedAt: number): number =>
  openedAt + Math.min(...rules.map(({ expiresAfter }) => expiresAfter)) * 1_000;

/** The roles that count in one of the rules, each once. */
export const rolesIn = (rules: readonly Rule[]): readonly string[] => [
  ...new Set(rules.flatMap(({ need }) => need.flatMap(({ roles }) => roles))),
];

/** How many different people it takes at least. One person can count in several rules. */
export const peopleNeeded = (rules: readonly Rule[]): number =>
  Math.max(1, ...rules.map(({ need }) => need.reduce((sum, { count }) => sum + count, 0)));

/** `2 of ir-lead and 1 of service-owner or ciso`. */
export const needText = (need: Rule['need']): string =>
  need.map(({ count, roles }) => `${count} of ${roles.join(' or ') || 'nobody'}`).join(' and ');
