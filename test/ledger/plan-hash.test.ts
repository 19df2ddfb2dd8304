import { expect, test } from '@jest/globals';
import { planReference } from '../../ledger/plan-hash.js';
import { isolate, planWith } from './fixtures/plans.js';

test('what was observed changes the document and not what is signed', () => {
  const [one, other] = [planReference(planWith(isolate)), planReference(planWith(isolate, 'tagged since'))];
  expect(other.root).toBe(one.root);
  expect(other.stages).toEqual(one.stages);
  expect(other.document).not.toBe(one.document);
});

test.each(['case', 'run', 'playbook', 'playbookVersion', 'account', 'region'] as const)('%s is signed', (name) => {
  const plan = planWith(isolate);
  expect(planReference({ ...plan, [name]: 'other' }).root).not.toBe(planReference(plan).root);
});

test.each(Object.keys(isolate) as (keyof typeof isolate)[])('%s of a step is signed', (name) => {
  const one = planReference(planWith(isolate));
  const other = planReference(planWith({ ...isolate, [name]: 'other' }));
  expect(other.root).not.toBe(one.root);
  expect(other.stages[0]?.hash).not.toBe(one.stages[0]?.hash);
});
