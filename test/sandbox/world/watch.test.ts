import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Reaction } from '../../../sandbox/world/agenda.js';
import { keepWatch, lookAgain } from '../../../sandbox/world/watch.js';
import { openWorld, type World } from '../../../sandbox/world/world.js';

type Look = { readonly kind: string; readonly at: number };

describe('a watch', () => {
  let world: World;
  let directory: string;
  let looks: Look[];
  let isQuiet: (kind: string, at: number) => boolean;
  let started = 0;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'firebreak-world-'));
    looks = [];
    isQuiet = () => true;
    world = openWorld(directory, (each) => {
      const look =
        (kind: string, every: number): Reaction =>
        (_, at) => {
          looks.push({ kind, at: at - started });
          lookAgain(each, { id: kind, kind, every, detail: {} }, isQuiet(kind, at - started));
        };
      return new Map([
        ['slow', look('slow', 300)],
        ['fast', look('fast', 100)],
        ['event', (_, at) => void looks.push({ kind: 'event', at: at - started })],
      ]);
    });
    // Real time passes too; only what the test passes shall count.
    world.clock.setScale(0);
    started = world.clock.now();
  });
  afterEach(() => {
    world.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const watch = (kind: string, every: number) =>
    world.store.transact(() => keepWatch(world, { id: kind, kind, every, detail: {} }));
  const pass = (ms: number) => {
    world.clock.advance(ms);
    world.agenda.settle();
  };
  const times = (kind: string) => looks.filter((one) => one.kind === kind).map(({ at }) => at);

  it('looks at every interval while it finds something', () => {
    isQuiet = () => false;
    watch('fast', 100);
    pass(500);
    expect(times('fast')).toEqual([100, 200, 300, 400, 500]);
  });

  it('skips what can find nothing, and keeps its rhythm', () => {
    watch('fast', 100);
    pass(1_000_050);
    expect(times('fast').length).toBeLessThan(5);
    pass(50);
    expect(times('fast').at(-1)).toBe(1_000_100);
  });

  it('does not skip beyond anything else that is going to happen', () => {
    watch('fast', 100);
    world.store.transact(() => world.agenda.plan('event', world.clock.now() + 5_050, 'event', {}));
    pass(10_000);
    const after = times('fast').filter((at) => at > 5_050);
    expect(times('event')).toEqual([5_050]);
    expect(after[0]).toBe(5_100);
  });

  it('is back at its rhythm as soon as another one finds something', () => {
    isQuiet = (kind, at) => kind !== 'slow' || at < 3_000;
    watch('fast', 100);
    watch('slow', 300);
    pass(3_000);
    looks = [];
    pass(600);
    expect(times('slow')).toEqual([3_300, 3_600]);
    expect(times('fast')).toContain(3_400);
  });
});
