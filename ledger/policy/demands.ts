import type { PlanDocument } from '../../workflows/contract/plan.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { Policy, Rule } from '../../workflows/contract/policy.js';
import type { Severity } from '../../workflows/contract/words.js';
import { factsOf, rulesFor } from './fits.js';

// What no rule fits must not run for want of one: nobody has this role, because a role's name cannot be empty.
const nobody: Rule = {
  name: 'no rule fits',
  when: {},
  need: [{ count: 1, roles: [] }],
  proofs: [],
  denial: 'ends',
  expiresAfter: 60,
  escalate: [],
  standing: null,
};

/** The rules that a plan falls under, each once, in the policy's order: every one of them must be satisfied. */
export const demandsOf = (policy: Policy, severity: Severity, document: PlanDocument): readonly Rule[] => {
  const found = stepsIn(document).map((step) => rulesFor(policy, factsOf(document, severity, step)));
  const counting = policy.rules.filter((rule) => found.some((rules) => rules.includes(rule)));
  return found.length === 0 || found.some((rules) => rules.length === 0) ? [...counting, nobody] : counting;
};

/** When a gate that opens at `openedAt` (ms) expires, in ms: by the most impatient of its rules. */
export const expiryOf = (rules: readonly Rule[], openedAt: number): number =>
  openedAt + Math.min(...rules.map(({ expiresAfter }) => expiresAfter)) * 1_000;

/** When somebody else is told of a gate that still waits: seconds after it opened, in order, each once. */
export const escalationsOf = (rules: readonly Rule[]): readonly number[] =>
  [...new Set(rules.flatMap(({ escalate }) => escalate.map(({ after }) => after)))].sort((a, b) => a - b);

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
