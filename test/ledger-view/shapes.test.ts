import { describe, expect, it } from '@jest/globals';
import { shapesOf, shapeViews } from '../../ledger/view/shapes.js';
import type { PlanDocument, StepPlan, TrackPlan } from '../../workflows/contract/plan.js';
import { isolate, planWith } from '../ledger/fixtures/plans.js';

const [stage] = planWith(isolate).stages;
const plain = stage?.tracks[0]?.steps[0];
if (!stage || !plain) throw new Error('the fixture has no step');

const arn = (id: string): string => `arn:aws:ec2:eu-west-1:111111111111:instance/${id}`;
const host = (number: number): string => `i-${String(number).padStart(17, '0')}`;

/** A track on a host whose interface has an id, an address and a mark of its own. */
const track = (number: number, change: (step: StepPlan) => StepPlan = (step) => step): TrackPlan => {
  const id = host(number);
  const eni = `eni-${String(number).padStart(17, '0')}`;
  const call = { ...isolate.calls[0], id: 'swap', service: 'ec2', operation: 'ModifyNetworkInterfaceAttribute' };
  const step: StepPlan = {
    signed: {
      ...plain.signed,
      step: `contain/${id}/isolateInstance`,
      target: arn(id),
      input: { instanceId: id },
      calls: [
        {
          ...call,
          target: eni,
          input: { NetworkInterfaceId: eni, Groups: [`sg-${String(number).padStart(17, 'a')}`] },
        },
      ],
      victims: [],
      reversible: true,
    },
    observed: {
      ...plain.observed,
      summary: `isolate ${id}`,
      differences: [{ what: eni, now: `10.0.${number}.7`, then: 'nothing' }],
      blastRadius: [{ severity: 'warning', message: `${id} loses its connections`, resources: [arn(id)] }],
    },
  };
  return { target: arn(id), steps: [change(step)] };
};

const plan = (...tracks: readonly TrackPlan[]): PlanDocument => ({
  ...planWith(isolate),
  stages: [{ name: 'contain', tracks }],
});

const numbers = (document: PlanDocument): readonly (readonly number[])[] =>
  shapesOf(document).map((group) => group.map((target) => Number(target.slice(-8))));

const breaking =
  (severity: 'danger' | 'warning', message: string) =>
  ({ signed, observed }: StepPlan): StepPlan => ({
    signed,
    observed: { ...observed, blastRadius: [...observed.blastRadius, { severity, message, resources: [] }] },
  });

describe('targets of a plan', () => {
  it('are alike when only the names of things differ', () => {
    expect(numbers(plan(track(1), track(2), track(3)))).toEqual([[1, 2, 3]]);
  });

  it('come in groups: danger first, then those that are few', () => {
    const fixed = ({ signed, observed }: StepPlan): StepPlan => ({
      signed: { ...signed, reversible: false },
      observed,
    });
    const document = plan(
      track(1),
      track(2),
      track(3, breaking('warning', 'its group loses its last healthy host')),
      track(4),
      track(5, breaking('danger', 'nobody serves the customers')),
      track(6, fixed),
      track(7, fixed),
    );
    expect(numbers(document)).toEqual([[5], [6, 7], [3], [1, 2, 4]]);
  });

  it.each<[string, (step: StepPlan) => StepPlan]>([
    [
      'another call',
      ({ signed, observed }) => ({
        signed: { ...signed, calls: signed.calls.map((call) => ({ ...call, operation: 'DeleteNetworkInterface' })) },
        observed,
      }),
    ],
    [
      'a second call',
      ({ signed, observed }) => ({ signed: { ...signed, calls: [...signed.calls, ...signed.calls] }, observed }),
    ],
    ['another victim', ({ signed, observed }) => ({ signed: { ...signed, victims: [arn('i-other')] }, observed })],
    ['something that is not cut', ({ signed, observed }) => ({ signed, observed: { ...observed, notCut: ['DNS'] } })],
    [
      'an input that is no name',
      ({ signed, observed }) => ({
        signed: { ...signed, calls: signed.calls.map((call) => ({ ...call, input: { ...call.input, Force: true } })) },
        observed,
      }),
    ],
  ])('are told apart by %s', (_what, change) => {
    expect(numbers(plan(track(1), track(2, change), track(3)))).toEqual([[2], [1, 3]]);
  });

  it('are told apart by what they share: two things of one name are not two of two names', () => {
    const two = (same: boolean) => (number: number) =>
      track(number, ({ signed, observed }) => ({
        signed: {
          ...signed,
          calls: ['a', same ? 'a' : 'b'].flatMap((letter) =>
            signed.calls.map((call) => ({ ...call, input: { Groups: [`sg-${letter.repeat(16)}${number}`] } })),
          ),
        },
        observed,
      }));
    expect(numbers(plan(two(true)(1), two(false)(2), two(true)(3)))).toEqual([[2], [1, 3]]);
  });

  it('are shown as the first of their group, in every stage that has them', () => {
    const document = plan(track(1), track(2), track(3, breaking('danger', 'it is the last one')));
    const [contain] = document.stages;
    if (!contain) throw new Error('the plan has no stage');
    const onlyTwo = { name: 'after', tracks: [track(2), track(3)] };
    const shapes = shapesOf({ ...document, stages: [contain, onlyTwo] });
    expect(shapeViews(contain, shapes).map(({ targets }) => targets)).toEqual([
      [arn(host(3))],
      [arn(host(1))],
      [arn(host(2))],
    ]);
    expect(shapeViews(onlyTwo, shapes).map(({ summary }) => summary)).toEqual([
      `isolate ${host(3)}`,
      `isolate ${host(2)}`,
    ]);
    const [first] = shapeViews(contain, shapes);
    expect(first?.blastRadius.map(({ message }) => message)).toContain('it is the last one');
    expect(first?.calls).toEqual(track(3).steps[0]?.signed.calls);
  });
});
