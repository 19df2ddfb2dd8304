import { describe, expect, it } from '@jest/globals';
import { demandsOf, expiryOf, needText, peopleNeeded, rolesIn } from '../../../ledger/policy/demands.js';
import { tally } from '../../../ledger/policy/tally.js';
import type { Rule } from '../../../workflows/contract/policy.js';
import type { PlanDocument, SignedStep } from '../../../workflows/contract/plan.js';
import { isolate, planWith } from '../fixtures/plans.js';

const rule = (name: string, change: Partial<Rule> = {}): Rule => ({
  name,
  when: {},
  need: [{ count: 1, roles: ['ir-lead'] }],
  proofs: ['ssh'],
  denial: 'ends',
  expiresAfter: 3_600,
  escalate: [],
  standing: null,
  ...change,
});

const hard = rule('hard', {
  when: { reversible: false },
  need: [
    { count: 2, roles: ['ir-lead'] },
    { count: 1, roles: ['owner', 'ciso'] },
  ],
  expiresAfter: 600,
});
const policy = { name: 'test', environmentTag: 'environment', rules: [hard, rule('rest')] };
const planOf = (...steps: readonly SignedStep[]): PlanDocument => {
  const plan = planWith(isolate);
  const stages = steps.flatMap((signed) => planWith(signed).stages.map((stage) => ({ ...stage, name: signed.step })));
  return { ...plan, stages };
};
const final = { ...isolate, step: 'contain/i-1/purge', reversible: false };

describe('a plan', () => {
  it('falls under every rule that one of its steps does, each once, in the policy’s order', () => {
    expect(demandsOf(policy, 'P2', planOf(isolate, { ...isolate, step: 'another' }, final))).toEqual([
      hard,
      policy.rules[1],
    ]);
    expect(demandsOf(policy, 'P2', planWith(isolate))).toEqual([policy.rules[1]]);
  });

  it('can be signed by nobody where a step falls under no rule, or where there is no step', () => {
    const all = [{ person: 'ada', roles: ['ir-lead', ''], proof: 'ssh-sk', verdict: 'approve', after: 0 }] as const;
    const without = { ...policy, rules: [hard] };
    for (const rules of [demandsOf(without, 'P2', planWith(isolate)), demandsOf(policy, 'P2', planOf())])
      expect(tally(rules, all).quorum).toBe(false);
  });

  it('waits no longer than its most impatient rule', () => {
    expect(expiryOf([hard, rule('rest')], 1_000)).toBe(601_000);
  });

  it('says who counts, how many it takes at least, and what each rule asks for', () => {
    expect(rolesIn([hard, rule('rest')])).toEqual(['ir-lead', 'owner', 'ciso']);
    expect(peopleNeeded([hard, rule('rest')])).toBe(3);
    expect(needText(hard.need)).toBe('2 of ir-lead and 1 of owner or ciso');
  });
});
