import type { Policy, Rule } from '../../workflows/contract/policy.js';

/** A policy of one rule: so many people with one of the roles, for everything. */
export const onePolicy = ({
  count = 1,
  roles = ['ir-lead'],
  ...rule
}: { readonly count?: number; readonly roles?: readonly string[] } & Partial<Rule> = {}): Policy => ({
  name: 'test',
  environmentTag: 'environment',
  rules: [
    {
      name: 'everything',
      when: {},
      need: [{ count, roles }],
      proofs: ['ssh', 'ssh-sk'],
      denial: 'ends',
      expiresAfter: 600,
      escalate: [],
      standing: null,
      ...rule,
    },
  ],
});
