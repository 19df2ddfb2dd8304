import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differences } from '../../ledger/covers.js';
import type { SignedStep } from '../../workflows/contract/plan.js';
import { createGroup, isolate, modify, planWith } from './fixtures/plans.js';

const eni = fc.integer({ min: 1, max: 12 }).map((number) => `eni-0${number.toString(16)}`);
const interfaces = fc.uniqueArray(eni, { minLength: 1, maxLength: 9 });

const isolating = (ids: readonly string[], maxInterfaces: number): SignedStep => ({
  ...isolate,
  calls: [createGroup, ...ids.map((id) => modify(id))],
  targetState: { interfaces: Object.fromEntries(ids.map((id) => [id, { groups: ['quarantine'] }])) },
  deviations: { maxInterfaces, anyPriorGroups: true },
});

it('whichever interfaces come and go, a signed plan covers them up to the number that was signed, and no further', () => {
  fc.assert(
    fc.property(interfaces, interfaces, fc.nat({ max: 4 }), (signed, fresh, more) => {
      const max = signed.length + more;
      const found = differences(planWith(isolating(signed, max)), planWith(isolating(fresh, 99)));
      expect(found.length === 0).toBe(fresh.length <= max);
    }),
    { numRuns: 500 },
  );
});

it('no interface is treated in a way that was signed for none', () => {
  fc.assert(
    fc.property(interfaces, interfaces, fc.nat(), (signed, fresh, at) => {
      const step = isolating(fresh, 99);
      const turned = step.calls.map((call, index) =>
        index === 1 + (at % fresh.length) ? modify(call.target, ['sg-open']) : call,
      );
      const found = differences(planWith(isolating(signed, 99)), planWith({ ...step, calls: turned }));
      expect(found).not.toEqual([]);
    }),
    { numRuns: 500 },
  );
});
