import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../../activities/catalogue.js';
import { hostRows } from './host-rows.js';
import { memoryRows } from './memory-rows.js';
import { principalRows } from './principal-rows.js';

const rows = [...hostRows, ...memoryRows, ...principalRows].map(({ action, scenes }) => ({
  action,
  scenes: scenes.map(({ apply, reads = [], undo }) => ({ apply, reads, undo: undo?.calls })),
}));

describe('every action', () => {
  it('of the catalogue has a row in the matrix, and no other has', () => {
    const names = catalogue.map(({ name }) => name);
    expect(rows.map(({ action }) => action).sort()).toEqual([...names].sort());
  });

  it.each(catalogue.map((action) => [action.name, action] as const))(
    '%s has the cells that it can have',
    (_, action) => {
      const scenes = rows.find((row) => row.action === action.name)?.scenes ?? [];
      expect(scenes.length).toBeGreaterThan(0);
      for (const { apply, reads, undo } of scenes) {
        // What has no undo has nothing to put back; what only reads has nothing that could be done by half.
        expect(undo !== undefined).toBe(action.undo !== undefined);
        expect(apply.length > 0).toBe(reads.length === 0);
        if (action.effect === 'change') expect(apply).not.toEqual([]);
        if (action.effect === 'observe') expect(apply).toEqual([]);
      }
    },
  );
});
