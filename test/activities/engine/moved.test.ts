import { describe, expect, it } from '@jest/globals';
import { heldAgainst } from '../../../activities/engine/moved.js';
import { failure } from '../../../activities/aws/errors.js';
import { failureTypes } from '../../../workflows/contract/failures.js';
import { stepsIn, type PlanDocument, type SignedStep, type TrackPlan } from '../../../workflows/contract/plan.js';
import { createGroup, isolate, modify, planWith } from '../../ledger/fixtures/plans.js';

const [stage] = planWith(isolate).stages;
const observed = stage?.tracks[0]?.steps[0]?.observed;
if (!stage || !observed) throw new Error('the fixture has no step');

const arn = (id: string): string => `arn:aws:ec2:eu-west-1:111111111111:instance/${id}`;

/** A best-effort step and a blocking one on each of these; `change` is made to the steps whose ids it names. */
const plan = (ids: readonly string[], change: Readonly<Record<string, Partial<SignedStep>>> = {}): PlanDocument => {
  const track = (id: string): TrackPlan => {
    const step = (action: string, more: Partial<SignedStep>) => {
      const name = `contain/${id}/${action}`;
      return { signed: { ...isolate, ...more, step: name, action, target: arn(id), ...change[name] }, observed };
    };
    return {
      target: arn(id),
      steps: [step('protect', { blocking: false, calls: [modify('eni-01')] }), step('isolate', { blocking: true })],
    };
  };
  return { ...planWith(isolate), stages: [{ name: 'contain', tracks: ids.map(track) }] };
};
const names = (document: PlanDocument): readonly string[] => stepsIn(document).map(({ signed }) => signed.step);
const steps = (...ids: readonly string[]): readonly string[] =>
  ids.flatMap((id) => [`contain/${id}/protect`, `contain/${id}/isolate`]);

const more = { calls: [modify('eni-01'), createGroup] };
const signed = plan(['a', 'b', 'c']);
const gone = (id: string) => ({
  target: arn(id),
  steps: steps(id),
  error: failure(failureTypes.notFound, `There is no ${id}.`),
});

describe('a fresh plan held against the signed one', () => {
  it('runs whole where nothing moved', () => {
    expect(heldAgainst(signed, signed, [])).toEqual({ covered: signed, apart: [], differences: [] });
  });

  it('runs without the blocking steps that moved and what follows them, which go on together', () => {
    const fresh = plan(['a', 'b', 'c'], { 'contain/a/isolate': more, 'contain/c/isolate': { victims: ['arn:new'] } });
    const { covered, apart, differences } = heldAgainst(signed, fresh, []);
    expect(names(covered)).toEqual(['contain/a/protect', ...steps('b'), 'contain/c/protect']);
    expect(apart).toEqual([['contain/a/isolate', 'contain/c/isolate']]);
    expect(differences).toEqual([]);
  });

  it('parts each that can no longer be planned by itself', () => {
    const fresh = plan(['a'], {});
    const { covered, apart } = heldAgainst(signed, fresh, [gone('b'), gone('c')]);
    expect(names(covered)).toEqual(steps('a'));
    expect(apart).toEqual([steps('b'), steps('c')]);
  });

  it('has all that follows wait, in later stages too', () => {
    const [first] = signed.stages;
    if (!first) throw new Error('the plan has no stage');
    const later = plan(['a', 'b']).stages.map((one) => ({
      name: 'later',
      tracks: one.tracks.map((track) => ({
        ...track,
        steps: track.steps.map((step) => ({ ...step, signed: { ...step.signed, step: `later/${step.signed.step}` } })),
      })),
    }));
    const before = { ...signed, stages: [first, ...later] };
    const fresh = { ...plan(['a', 'b', 'c'], { 'contain/a/isolate': more }) };
    const { covered, apart } = heldAgainst(before, { ...fresh, stages: [...fresh.stages, ...later] }, []);
    expect(apart).toEqual([['contain/a/isolate', ...steps('a').map((name) => `later/${name}`)]]);
    expect(names(covered)).toEqual([
      'contain/a/protect',
      ...steps('b', 'c'),
      ...steps('b').map((name) => `later/${name}`),
    ]);
  });

  it('is asked for as a whole where its first step moved, or where it must be one', () => {
    const first = plan(['a'], { 'contain/a/protect': { blocking: true } });
    const other = plan(['a'], { 'contain/a/protect': { blocking: true, victims: ['arn:new'] } });
    expect(heldAgainst(first, other, [])).toMatchObject({
      apart: [],
      differences: ['contain/a/protect: more victims: arn:new'],
    });
    const fresh = plan(['a'], { 'contain/a/isolate': { victims: ['arn:new'] } });
    expect(heldAgainst(plan(['a']), fresh, [], true)).toMatchObject({
      apart: [],
      differences: ['contain/a/isolate: more victims: arn:new'],
    });
  });

  it('has both parted where one moved and the other is gone', () => {
    const fresh = plan(['a'], { 'contain/a/isolate': more });
    const { covered, apart } = heldAgainst(plan(['a', 'b']), fresh, [gone('b')]);
    expect(names(covered)).toEqual(['contain/a/protect']);
    expect(apart).toEqual([['contain/a/isolate'], steps('b')]);
  });

  it('cannot be made where nothing is left of it', () => {
    expect(() => heldAgainst(plan(['b']), plan([]), [gone('b')])).toThrow('There is no b.');
  });

  it('has a best-effort step that moved wait alone: what follows it goes on', () => {
    const fresh = plan(['a', 'b'], { 'contain/a/protect': more });
    const { covered, apart, differences } = heldAgainst(plan(['a', 'b']), fresh, []);
    expect(names(covered)).toEqual(['contain/a/isolate', ...steps('b')]);
    expect([apart, differences]).toEqual([[['contain/a/protect']], []]);
  });

  it('is never widened by that: what is not covered is asked for, whatever the steps are', () => {
    const fresh = { ...plan(['a'], { 'contain/a/protect': more }), account: '222222222222' };
    expect(heldAgainst(plan(['a']), fresh, []).differences).toContainEqual(expect.stringContaining('another account'));
  });
});
