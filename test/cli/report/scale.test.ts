import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scaleOf } from '../../../cli/report/picture/scale.js';

const places = (instants: readonly number[], left = 0, right = 100): readonly number[] => {
  const { x } = scaleOf(instants, left, right);
  return instants.map((at) => Math.round(x(at)));
};

describe('the scale of a picture', () => {
  it('is in proportion', () => {
    expect(places([0, 10, 20, 40])).toEqual([0, 25, 50, 100]);
  });

  it('cuts a night between two shifts, and says how long it was', () => {
    const night = 43_200_000;
    const { x, cuts } = scaleOf([0, 1_000, 2_000, 2_000 + night, 3_000 + night], 0, 346);
    expect(cuts).toEqual([{ from: 200, to: 246, seconds: night / 1_000 }]);
    expect([0, 1_000, 2_000, 2_000 + night, 3_000 + night].map(x)).toEqual([0, 100, 200, 246, 346]);
  });

  it('keeps the order of time, and all within its width', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2e12 }), { minLength: 1, maxLength: 40 }), (instants) => {
        const ordered = instants.toSorted((one, other) => one - other);
        const { x } = scaleOf(instants, 176, 936);
        const at = ordered.map(x);
        expect(at).toEqual(at.toSorted((one, other) => one - other));
        expect(at[0]).toBe(176);
        expect(at.at(-1)).toBeLessThanOrEqual(936.001);
      }),
    );
  });
});
