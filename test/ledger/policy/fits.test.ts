import { describe, expect, it } from '@jest/globals';
import { misfits, rulesFor, type StepFacts } from '../../../ledger/policy/fits.js';
import type { Conditions, Rule } from '../../../workflows/contract/policy.js';

const rule = (name: string, when: Conditions = {}): Rule => ({
  name,
  when,
  need: [{ count: 1, roles: ['ir-lead'] }],
  proofs: ['ssh'],
  denial: 'ends',
  expiresAfter: 60,
  escalate: [],
  standing: null,
});

const facts: StepFacts = {
  effect: 'change',
  action: 'isolateInstance',
  playbook: 'contain-instance',
  severity: 'P2',
  account: '111122223333',
  environment: null,
  reversible: true,
};

describe('a rule', () => {
  it('fits when each of its conditions does, by any of its values', () => {
    const one = rule('one', { effect: ['collect', 'change'], severity: ['P1', 'P2'], reversible: true });
    expect(misfits(one, facts)).toEqual([]);
  });

  it.each<[keyof Conditions, Conditions, string]>([
    ['effect', { effect: ['collect'] }, 'effect is change, not collect'],
    ['action', { action: ['stopInstance', 'purge'] }, 'action is isolateInstance, not stopInstance or purge'],
    ['playbook', { playbook: ['preserve-instance'] }, 'playbook is contain-instance, not preserve-instance'],
    ['severity', { severity: ['P1'] }, 'severity is P2, not P1'],
    ['account', { account: ['999999999999'] }, 'account is 111122223333, not 999999999999'],
    ['environment', { environment: ['prod'] }, 'environment is unknown, not prod'],
    ['reversible', { reversible: false }, 'reversible is true, not false'],
  ])('says which condition does not fit: %s', (_name, when, why) => {
    expect(misfits(rule('one', when), facts)).toEqual([why]);
  });
});

describe('a step', () => {
  const names = (rules: readonly Rule[], more: Partial<StepFacts> = {}): readonly string[] =>
    rulesFor({ name: 'test', environmentTag: 'environment', rules }, { ...facts, ...more }).map(({ name }) => name);

  it('falls under the first rule that fits', () => {
    expect(names([rule('P1', { severity: ['P1'] }), rule('changes', { effect: ['change'] }), rule('rest')])).toEqual([
      'changes',
    ]);
  });

  it('falls under a rule about its environment besides, and never instead', () => {
    const rules = [rule('dev', { environment: ['dev'] }), rule('prod', { environment: ['prod'] }), rule('rest')];
    expect(names(rules)).toEqual(['rest']);
    expect(names(rules, { environment: 'prod' })).toEqual(['prod', 'rest']);
    expect(names(rules, { environment: 'dev' })).toEqual(['dev', 'rest']);
  });

  it('falls under none where no rule fits, whatever its tags say', () => {
    const rules = [rule('P1', { severity: ['P1'] }), rule('prod', { environment: ['prod'] })];
    expect(names(rules, { environment: 'prod' })).toEqual([]);
  });
});
