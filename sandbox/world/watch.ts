import type { Row } from './store.js';
import type { World } from './world.js';

/** What looks at a part of the world again and again: health checks, a group's size, an attacker's next attempt. */
export type Watch = {
  readonly id: string;
  readonly kind: string;
  /** Milliseconds between two looks. */
  readonly every: number;
  readonly detail: Row;
};

type WatchDetail = { readonly every: number };

const isWatch = (detail: Row): detail is WatchDetail => 'every' in detail;

/**
 * Plans the next look, for the end of one. `quiet` says that nothing was found and that nothing here changes by time
 * alone. Looks that can find nothing are left out, so that a world that slept for weeks does not take them all: when
 * a look is not quiet, every watch is back at its own rhythm.
 */
export const lookAgain = (world: World, watch: Watch, quiet: boolean): void => {
  const now = world.clock.now();
  if (!quiet) wakeWatches(world);
  const horizon = quiet ? Math.min(world.clock.latest(), firstEvent(world)) : now;
  const steps = Math.max(1, Math.floor((horizon - now) / watch.every));
  plan(world, watch, now + steps * watch.every);
};

/** Begins to watch one interval from now, unless that is already so. */
export const keepWatch = (world: World, watch: Watch): void => {
  if (!world.agenda.planned().some(([id]) => id === watch.id)) plan(world, watch, world.clock.now() + watch.every);
};

/** Brings back every watch that skipped looks, because something has changed that it may have to see. */
export const wakeWatches = (world: World): void => {
  const now = world.clock.now();
  for (const [id, { at, kind, detail }] of world.agenda.planned()) {
    if (!isWatch(detail) || at - now <= detail.every) continue;
    world.agenda.plan(id, now + ((at - now) % detail.every || detail.every), kind, detail);
  }
};

const plan = (world: World, { id, kind, every, detail }: Watch, at: number): void =>
  world.agenda.plan(id, at, kind, { ...detail, every });

const firstEvent = (world: World): number =>
  Math.min(...world.agenda.planned().flatMap(([, one]) => (isWatch(one.detail) ? [] : [one.at])));
