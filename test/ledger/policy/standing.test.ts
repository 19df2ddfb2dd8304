import { describe, expect, it } from '@jest/globals';
import { standingAuthority } from '../../../ledger/policy/standing.js';
import type { JsonObject } from '../../../workflows/contract/json.js';
import type { Operator, ProofKind, Rule } from '../../../workflows/contract/policy.js';
import { onePolicy } from '../../support/policy.js';
import { isolate, planWith } from '../fixtures/plans.js';

const plan = planWith(isolate);
const [rule] = onePolicy().rules as [Rule];
const atOnce = (proofs: readonly ProofKind[], ratifyWithin = 600): Rule => ({
  ...rule,
  name: 'at once',
  proofs,
  standing: { roles: ['responder'], ratifyWithin },
});
const operators: readonly Operator[] = [
  { name: 'ann', person: 'ann', roles: ['responder'], keys: [] },
  { name: 'bob', person: 'bob', roles: ['approver'], keys: [] },
];
const asked = (
  proof: ProofKind,
  rules: readonly Rule[],
  person = 'ann',
  input: JsonObject = { instanceId: 'i-1' },
) => ({
  policy: { ...onePolicy(), rules },
  severity: 'P1' as const,
  person,
  proof,
  input,
});

describe('what may be done at once', () => {
  it.each<[ProofKind, readonly ProofKind[], boolean]>([
    ['ssh', ['ssh'], true],
    ['ssh', ['ssh', 'ssh-sk'], true],
    ['ssh', ['ssh-sk'], false],
    ['ssh', ['ssh-sk', 'aws'], false],
    ['ssh-sk', ['ssh-sk'], true],
    ['ssh-sk', ['ssh'], true],
    ['aws', ['ssh', 'aws'], false],
    ['aws', ['aws'], false],
  ])('on a request signed with %s, under a rule that takes %j: %j', (proof, proofs, may) => {
    expect(standingAuthority(asked(proof, [atOnce(proofs)]), plan, operators)).toEqual(
      may ? { steps: [isolate.step], ratifyWithin: 600 } : null,
    );
  });

  it('every rule of a step must take the proof, the one by its environment too', () => {
    const inProduction = { ...atOnce(['ssh-sk'], 300), name: 'production', when: { environment: ['prod'] } };
    const tagged = structuredClone(plan) as { stages: { tracks: { steps: { observed: object }[] }[] }[] } & typeof plan;
    for (const step of tagged.stages.flatMap(({ tracks }) => tracks.flatMap(({ steps }) => steps)))
      Object.assign(step.observed, { environment: 'prod' });
    const rules = [inProduction, atOnce(['ssh'])];
    expect(standingAuthority(asked('ssh', rules), tagged, operators)).toBeNull();
    expect(standingAuthority(asked('ssh-sk', rules), tagged, operators)).toMatchObject({ ratifyWithin: 300 });
    expect(standingAuthority(asked('ssh', rules), plan, operators)).toMatchObject({ ratifyWithin: 600 });
  });

  it.each<[string, JsonObject, boolean]>([
    ['its id', { instanceId: 'i-1' }, true],
    ['its id, among others', { instanceId: 'i-2, i-1' }, true],
    ['its ARN', { instanceId: isolate.target }, true],
    ['the end of its ARN', { target: 'instance/i-1' }, true],
    ['another id', { instanceId: 'i-2' }, false],
    ['an id that it ends in', { instanceId: '-1' }, false],
    ['no id', { instanceId: '' }, false],
    ['nothing', {}, false],
    ['something that is no text', { instanceId: ['i-1'] }, false],
  ])('on a target that the signed request names: by %s', (_what, input, may) => {
    const steps = standingAuthority(asked('ssh', [atOnce(['ssh'])], 'ann', input), plan, operators)?.steps ?? [];
    expect(steps).toEqual(may ? [isolate.step] : []);
  });

  it('nothing, for somebody without the role, a release, or what cannot be put back', () => {
    const rules = [atOnce(['ssh'])];
    expect(standingAuthority(asked('ssh', rules, 'bob'), plan, operators)).toBeNull();
    expect(standingAuthority(asked('ssh', rules), { ...plan, purpose: 'release' }, operators)).toBeNull();
    expect(standingAuthority(asked('ssh', rules), planWith({ ...isolate, reversible: false }), operators)).toBeNull();
  });
});
