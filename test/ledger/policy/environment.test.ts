import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { demandsOf } from '../../../ledger/policy/demands.js';
import { standingAuthority } from '../../../ledger/policy/standing.js';
import { tally, type Vote } from '../../../ledger/policy/tally.js';
import type { PlanDocument } from '../../../workflows/contract/plan.js';
import type { Conditions, Policy, Rule } from '../../../workflows/contract/policy.js';
import { isolate, planWith } from '../fixtures/plans.js';

const environment = fc.constantFrom('prod', 'dev');
const action = fc.constantFrom('a', 'b');
const role = fc.constantFrom('lead', 'owner', 'ciso');
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.uniqueArray(value, { minLength: 1, maxLength: 2 });

const when = fc.record(
  { environment: some(environment), action: some(action), reversible: fc.boolean() },
  { requiredKeys: [] },
);
const rule = fc.record({
  when: when as fc.Arbitrary<Conditions>,
  need: fc.array(fc.record({ count: fc.integer({ min: 1, max: 2 }), roles: some(role) }), {
    minLength: 1,
    maxLength: 2,
  }),
  standing: fc.option(fc.record({ roles: fc.constant(['responder']), ratifyWithin: fc.integer({ min: 1, max: 900 }) })),
});
const policy: fc.Arbitrary<Policy> = fc.array(rule, { minLength: 1, maxLength: 5 }).map((all) => ({
  name: 'test',
  environmentTag: 'environment',
  rules: all.map((one, at): Rule => ({
    ...one,
    name: `rule ${at}`,
    proofs: ['ssh'],
    denial: 'ends',
    expiresAfter: 600,
    escalate: [],
  })),
}));
const step = fc.record({ action, reversible: fc.boolean(), blocking: fc.boolean() });
type Step = { readonly action: string; readonly reversible: boolean; readonly blocking: boolean };
const steps = fc.array(step, { minLength: 1, maxLength: 4 });
const votes = fc
  .array(fc.uniqueArray(role, { minLength: 1, maxLength: 3 }), { maxLength: 5 })
  .map((all) =>
    all.map((roles, at): Vote => ({ person: `p${at}`, roles, proof: 'ssh', verdict: 'approve', after: 0 })),
  );

// The same steps on a target whose tag says this, or nothing.
const planOf = (all: readonly Step[], tag: string | null): PlanDocument => {
  const tracks = all.flatMap((one, at) =>
    planWith({ ...isolate, ...one, step: `step ${at}` }).stages.flatMap((stage) => stage.tracks),
  );
  const planned = tracks.flatMap((track) =>
    track.steps.map(({ signed, observed }) => ({
      signed,
      observed: { ...observed, ...(tag !== null && { environment: tag }) },
    })),
  );
  return { ...planWith(isolate), stages: [{ name: 'contain', tracks: [{ target: isolate.target, steps: planned }] }] };
};

it('whatever the tag of a target says, all the rules count that count without it', () => {
  fc.assert(
    fc.property(policy, steps, environment, (one, all, tag) => {
      const without = demandsOf(one, 'P2', planOf(all, null));
      expect(demandsOf(one, 'P2', planOf(all, tag))).toEqual(expect.arrayContaining([...without]));
    }),
    { numRuns: 1_000 },
  );
});

it('who may approve with a tag may approve without it', () => {
  fc.assert(
    fc.property(policy, steps, environment, votes, (one, all, tag, said) => {
      const isEnough = (of: string | null): boolean => tally(demandsOf(one, 'P2', planOf(all, of)), said).quorum;
      expect(isEnough(tag) && !isEnough(null)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

it('what may be done at once with a tag may be done at once without it', () => {
  const operators = [{ name: 'ann', person: 'ann', roles: ['responder'], keys: [] }];
  fc.assert(
    fc.property(policy, steps, environment, (one, all, tag) => {
      const asked = { policy: one, severity: 'P2', person: 'ann', proof: 'ssh', input: { instanceId: 'i-1' } } as const;
      const atOnce = (of: string | null): readonly string[] =>
        standingAuthority(asked, planOf(all, of), operators)?.steps ?? [];
      expect(atOnce(null)).toEqual(expect.arrayContaining([...atOnce(tag)]));
    }),
    { numRuns: 1_000 },
  );
});
