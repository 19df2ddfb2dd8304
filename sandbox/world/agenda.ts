import type { Clock } from './clock.js';
import type { Row, Store } from './store.js';

/** What happens by itself, later: kept on disk, so that a restart forgets nothing that was going to happen. */
export interface Agenda {
  /** Plans `kind` for the moment `at` of the world. The same `id` planned again replaces the one before. */
  readonly plan: (id: string, at: number, kind: string, detail: Row) => void;
  readonly cancel: (id: string) => void;
  /** Everything that is planned, by id. */
  readonly planned: () => readonly (readonly [id: string, plan: Plan])[];
  /** Moves everything that is planned by so many milliseconds: a world that begins in the past takes its plans along. */
  readonly shift: (ms: number) => void;
  /** When the next thing is due, on the world's clock. */
  readonly next: () => number | undefined;
  /** Lets everything happen that is due, in order, each as of its own moment and all or nothing. Throws what a reaction threw. */
  readonly settle: () => void;
}

/**
 * Makes `kind` happen. Runs in a transaction; `at` is the moment it was due. The world settles up to `until`: what comes
 * again and again may pass over the time in which nothing else is due.
 */
export type Reaction = (detail: Row, at: number, until: number) => void;

/** One thing that is going to happen. */
export type Plan = { readonly at: number; readonly kind: string; readonly detail: Row };

/** More than any honest chain of reactions needs; what plans itself for the same moment for ever is a fault of ours. */
const MOST_AT_ONCE = 100_000;

/** The agenda kept in `store`. `reactions` may be filled until the first `settle`. */
export function openAgenda(store: Store, clock: Clock, reactions: ReadonlyMap<string, Reaction>): Agenda {
  const plans = store.table<Plan>('agenda');
  const soonest = (): readonly [string, Plan] | undefined =>
    plans
      .entries()
      .reduce<readonly [string, Plan] | undefined>(
        (best, one) => (best === undefined || one[1].at < best[1].at ? one : best),
        undefined,
      );
  return {
    plan: (id, at, kind, detail) => void plans.put(id, { at, kind, detail }),
    cancel: (id) => plans.delete(id),
    planned: () => plans.entries(),
    shift: (ms) =>
      store.transact(() => {
        for (const [id, one] of plans.entries()) plans.put(id, { ...one, at: one.at + ms });
      }),
    next: () => soonest()?.[1].at,
    settle: () => {
      const until = clock.now();
      for (let done = 0; ; done += 1) {
        const due = soonest();
        if (due === undefined || due[1].at > until) return;
        if (done > MOST_AT_ONCE) throw new Error(`${due[1].kind} never comes to rest`);
        const [id, { at, kind, detail }] = due;
        const reaction = reactions.get(kind);
        if (reaction === undefined) throw new Error(`nothing reacts to ${kind}`);
        try {
          store.transact(() => {
            plans.delete(id);
            clock.during(at, () => reaction(detail, at, until));
          });
        } catch (error) {
          // What cannot happen must not be tried for ever: the world goes on without it, and the fault is told.
          store.transact(() => plans.delete(id));
          throw error;
        }
      }
    },
  };
}
