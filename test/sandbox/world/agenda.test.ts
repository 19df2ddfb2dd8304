import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Reaction } from '../../../sandbox/world/agenda.js';
import { openWorld, type World } from '../../../sandbox/world/world.js';

type Note = { readonly text: string };

describe('what happens by itself', () => {
  let directory: string;
  let world: World;
  const notes = (): readonly string[] =>
    world
      .table<Note>('notes')
      .all()
      .map(({ text }) => text);
  const reactions = (each: World): ReadonlyMap<string, Reaction> =>
    new Map<string, Reaction>([
      [
        'note',
        (detail, at) => {
          const { text } = detail as Note;
          each
            .table<Note>('notes')
            .put(`${text}${at}`, { text: `${text} at +${at - start}, now +${each.clock.now() - start}` });
          if (text === 'again') each.agenda.plan('next', at + 10, 'note', { text: 'after' });
        },
      ],
      [
        'break',
        () => {
          each.table<Note>('notes').put('half', { text: 'half' });
          throw new Error('broken');
        },
      ],
    ]);
  const plan = (id: string, at: number, kind: string, text: string): void =>
    world.store.transact(() => world.agenda.plan(id, at, kind, { text }));
  let start: number;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'firebreak-agenda-'));
    world = openWorld(directory, reactions);
    start = world.clock.now();
  });
  afterEach(() => {
    world.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('moves with a world that begins in the past', () => {
    plan('later', start + 5_000, 'note', 'later');
    world.clock.begin(60_000);
    world.agenda.shift(-60_000);
    expect(world.agenda.next()).toBe(start - 55_000);
    world.clock.advance(6_000);
    world.agenda.settle();
    expect(notes()).toHaveLength(1);
  });

  it('happens in order, each as of its own moment, and what it causes in between too', () => {
    plan('b', start + 5_030, 'note', 'last');
    plan('a', start + 5_000, 'note', 'again');
    world.agenda.settle();
    expect(notes()).toEqual([]);
    world.clock.advance(10_000);
    world.agenda.settle();
    expect(notes()).toEqual(['again at +5000, now +5000', 'after at +5010, now +5010', 'last at +5030, now +5030']);
    expect(world.agenda.next()).toBeUndefined();
  });

  it('is remembered by the next opening', () => {
    plan('a', start + 60_000, 'note', 'later');
    world.close();
    world = openWorld(directory, reactions);
    world.clock.advance(60_000);
    world.agenda.settle();
    expect(notes()).toEqual(['later at +60000, now +60000']);
  });

  it('happens once for a plan that was replaced, and not at all for one that was cancelled', () => {
    plan('a', start + 1_000, 'note', 'old');
    plan('a', start + 2_000, 'note', 'new');
    plan('b', start + 1_000, 'note', 'gone');
    world.store.transact(() => world.agenda.cancel('b'));
    world.clock.advance(5_000);
    world.agenda.settle();
    expect(notes()).toEqual(['new at +2000, now +2000']);
  });

  it('leaves no half of a reaction that failed, and goes on without it', () => {
    plan('a', start + 1, 'break', '');
    plan('b', start + 2, 'note', 'next');
    world.clock.advance(10);
    expect(() => world.agenda.settle()).toThrow('broken');
    expect(notes()).toEqual([]);
    world.agenda.settle();
    expect(notes()).toEqual(['next at +2, now +2']);
  });

  it('passes faster when the clock is scaled, and never goes back', () => {
    world.clock.setScale(1_000_000);
    const before = world.clock.now();
    const until = Date.now() + 2;
    while (Date.now() < until);
    expect(world.clock.now() - before).toBeGreaterThan(1_000_000);
    const fast = world.clock.now();
    world.clock.setScale(1);
    world.clock.advance(-5_000);
    expect(world.clock.now()).toBeGreaterThanOrEqual(fast);
  });
});
