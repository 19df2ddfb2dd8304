import { describe, expect, test } from '@jest/globals';
import { differences } from '../../ledger/covers.js';
import type { SignedStep } from '../../workflows/contract/plan.js';
import { createGroup, isolate, modify, planWith } from './fixtures/plans.js';

const found = (change: Partial<SignedStep>, signed: SignedStep = isolate): string =>
  differences(planWith(signed), planWith({ ...signed, ...change })).join('\n');

const state = (...enis: string[]): SignedStep['targetState'] => ({
  interfaces: Object.fromEntries(enis.map((eni) => [eni, { groups: ['quarantine'] }])),
});

describe('a plan that is covered', () => {
  test('is the signed one, whatever was observed', () => {
    expect(differences(planWith(isolate), planWith(isolate, 'other facts'))).toEqual([]);
  });

  test('may leave calls, interfaces, victims, stages out', () => {
    expect(
      found({ calls: [createGroup, modify('eni-02')], targetState: state('eni-02'), victims: ['arn:victim-2'] }),
    ).toBe('');
    expect(differences(planWith(isolate), { ...planWith(isolate), stages: [] })).toEqual([]);
  });

  test('may treat other interfaces as the signed ones, up to the signed number', () => {
    const enis = ['eni-01', 'eni-02', 'eni-03', 'eni-04'];
    const calls = [createGroup, ...enis.map((eni) => modify(eni))];
    expect(found({ calls, targetState: state(...enis) })).toBe('');
    expect(found({ calls: [createGroup, modify('eni-0a')], targetState: state('eni-0a') })).toBe('');
  });
});

describe('a plan that is not covered says why', () => {
  test.each<[string, Partial<SignedStep>, RegExp]>([
    ['owner', { owner: '222222222222' }, /another owner: 111111111111 was signed, now 222222222222/],
    ['kind', { kind: 'database' }, /another kind of target: instance was signed, now database/],
    ['target', { target: 'arn:other' }, /another target: arn:aws/],
    ['action', { action: 'terminate' }, /another action/],
    ['effect', { effect: 'collect' }, /another effect/],
    ['phase', { phase: 'undo' }, /another phase/],
    ['input', { input: { instanceId: 'i-2' } }, /another input: \{"instanceId":"i-1"\} was signed/],
    ['victims', { victims: ['arn:victim-1', 'arn:other'] }, /more victims: arn:other/],
    ['undo', { reversible: false }, /can no longer be undone/],
    ['state', { targetState: { interfaces: { 'eni-01': { groups: ['open'] } } } }, /another target state/],
    ['state of more', { targetState: { ...state('eni-01'), publicAddress: 'kept' } }, /another target state/],
    ['other step', { step: 'contain/i-1/other' }, /a step that was not signed/],
    ['operation', { calls: [{ ...createGroup, operation: 'DeleteSecurityGroup' }] }, /another call as createGroup/],
    [
      'new call',
      { calls: [createGroup, { ...createGroup, id: 'again' }] },
      /a call that was not signed: ec2 CreateSecurityGroup/,
    ],
    ['call twice', { calls: [createGroup, createGroup] }, /createGroup is there twice/],
    ['input of a call', { calls: [createGroup, modify('eni-01', ['sg-open'])] }, /another input of modify:eni-01/],
    [
      'input for another interface',
      { calls: [createGroup, modify('eni-03', ['sg-open'])] },
      /a call that was not signed/,
    ],
    [
      'half replaced',
      { calls: [createGroup, { ...modify('eni-03'), target: 'eni-01' }] },
      /a call that was not signed/,
    ],
    [
      'too many',
      { calls: [createGroup, ...['1', '2', '3', '4', '5'].map((n) => modify(`eni-0${n}`))] },
      /more interfaces: at most 4 were signed, now 5/,
    ],
    ['order', { calls: [modify('eni-01'), createGroup] }, /another order/],
    ['order of a new interface', { calls: [modify('eni-03'), createGroup] }, /another order/],
  ])('%s', (_, change, reason) => {
    expect(found(change)).toMatch(reason);
  });

  test('without a signed deviation no interface may be replaced', () => {
    const strict = { ...isolate, deviations: {} };
    expect(found({ calls: [createGroup, modify('eni-03')] }, strict)).toMatch(/a call that was not signed/);
    expect(found({ targetState: state('eni-03') }, strict)).toMatch(/another target state/);
  });

  test('what the fresh plan allows itself does not count', () => {
    expect(
      found(
        { deviations: { maxInterfaces: 99 }, calls: [createGroup, modify('eni-03')] },
        { ...isolate, deviations: {} },
      ),
    ).toMatch(/not signed/);
  });

  test.each(['case', 'run', 'playbook', 'account', 'region', 'purpose'] as const)('another %s', (name) => {
    const plan = planWith(isolate);
    expect(differences(plan, { ...plan, [name]: 'other' }).join()).toMatch(/another .* was signed, now other/);
  });

  test('a stage that was not signed, a step that is there twice, a step on another track', () => {
    const plan = planWith(isolate);
    const [stage] = plan.stages;
    const [track] = stage?.tracks ?? [];
    if (!stage || !track) throw new Error('the fixture has a track');
    expect(differences(plan, { ...plan, stages: [{ ...stage, name: 'destroy' }] })).toEqual([
      'a stage that was not signed: destroy',
    ]);
    expect(differences(plan, { ...plan, stages: [stage, stage] }).join()).toMatch(/stage contain is there twice/);
    expect(differences(plan, { ...plan, stages: [{ ...stage, tracks: [track, track] }] }).join()).toMatch(
      /step .* is there twice/,
    );
    expect(
      differences(plan, { ...plan, stages: [{ ...stage, tracks: [{ ...track, target: 'arn:other' }] }] }).join(),
    ).toMatch(/another track/);
  });
});
