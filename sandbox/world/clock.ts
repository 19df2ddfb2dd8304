import type { Store } from './store.js';

/**
 * The time of the simulated world, in epoch milliseconds. It drives what takes time (snapshots, commands, reactions)
 * and never authentication, which runs on the real clock that clients sign with.
 */
export interface Clock {
  readonly now: () => number;
  /** The newest moment, even while `during` holds an earlier one. */
  readonly latest: () => number;
  /** Moves the world forward at once. Time never goes back: what is complete stays complete. */
  readonly advance: (ms: number) => void;
  /** Begins a world `ms` ago, whose time then goes on from there. Throws when its clock was set before. */
  readonly begin: (ms: number) => void;
  /** From now on, `scale` milliseconds pass for each real one. */
  readonly setScale: (scale: number) => void;
  readonly scale: () => number;
  /** Runs `work` at the moment `at` of the past, for what became due while nobody asked. */
  readonly during: <T>(at: number, work: () => T) => T;
}

type Setting = { readonly real: number; readonly virtual: number; readonly scale: number };

/** The clock kept in `store`. A world that slept did not stand still: real time passed in it too. */
export function openClock(store: Store, real: () => number = Date.now): Clock {
  const settings = store.table<Setting>('clock');
  let held: number | undefined;
  const setting = (): Setting => settings.get('clock') ?? { real: 0, virtual: 0, scale: 1 };
  const latest = (): number => {
    const { real: since, virtual, scale } = setting();
    return Math.round(virtual + (real() - since) * scale);
  };
  const now = (): number => held ?? latest();
  const set = (virtual: number, scale: number): void => {
    store.transact(() => settings.put('clock', { real: real(), virtual, scale }));
  };
  return {
    now,
    latest,
    advance: (ms) => set(now() + Math.max(0, ms), setting().scale),
    begin: (ms) => {
      if (settings.get('clock') !== undefined) throw new Error('the time of this world has begun already');
      set(now() - ms, 1);
    },
    setScale: (scale) => set(now(), scale),
    scale: () => setting().scale,
    during: (at, work) => {
      const before = held;
      held = at;
      try {
        return work();
      } finally {
        held = before;
      }
    },
  };
}
