import type { z } from 'zod';
import { chance } from './chance.js';
import { isMeant, type FaultyRequest } from './match.js';
import type { Fault, faultSchema } from './order.js';

/** The faults in force, in the order they were given; in memory only, like the drill that ordered them. */
export interface Faults {
  readonly add: (order: z.output<typeof faultSchema>) => Fault;
  readonly list: () => readonly Fault[];
  /** Ends all faults and lets go what they hold. */
  readonly clear: () => void;
  /** The first fault that hits `request`, spent by one. */
  readonly claim: (request: FaultyRequest) => Fault | undefined;
  /** Holds until `release`, `clear` or `gone`; resolves to whether the caller is still there. */
  readonly hold: (id: string, gone: AbortSignal) => Promise<boolean>;
  /** Lets go what a fault (or every fault) holds right now; says how many calls that were. */
  readonly release: (id?: string) => number;
}

type Entry = {
  readonly fault: Omit<Fault, 'hits' | 'waiting'>;
  readonly draw: () => number;
  seen: number;
  hits: number;
  readonly held: Set<() => void>;
};

/** An empty set of faults. */
export const createFaults = (): Faults => {
  const entries = new Map<string, Entry>();
  let made = 0;
  const show = (entry: Entry): Fault => ({ ...entry.fault, hits: entry.hits, waiting: entry.held.size });
  return {
    add: (order) => {
      const id = `fault-${++made}`;
      const entry: Entry = {
        fault: { ...order, id },
        draw: chance(order.match.seed),
        seen: 0,
        hits: 0,
        held: new Set(),
      };
      entries.set(id, entry);
      return show(entry);
    },
    list: () => [...entries.values()].map(show),
    clear: () => {
      for (const entry of entries.values()) letGo(entry);
      entries.clear();
    },
    claim: (request) => {
      const hit = [...entries.values()].find((entry) => isHit(entry, request));
      if (hit === undefined) return undefined;
      hit.hits += 1;
      return show(hit);
    },
    hold: async (id, gone) => {
      const entry = entries.get(id);
      if (entry !== undefined && !gone.aborted) await held(entry, gone);
      return !gone.aborted;
    },
    release: (id) =>
      [...entries.values()]
        .filter((entry) => id === undefined || entry.fault.id === id)
        .reduce((sum, entry) => sum + letGo(entry), 0),
  };
};

/** Counts the call and draws, so that what chance decides depends on nothing but the order of matching calls. */
const isHit = (entry: Entry, request: FaultyRequest): boolean => {
  const { match } = entry.fault;
  if (entry.hits >= match.times || !isMeant(match, request)) return false;
  return entry.seen++ >= match.after && entry.draw() < match.probability;
};

const letGo = (entry: Entry): number => {
  const count = entry.held.size;
  for (const resume of entry.held) resume();
  return count;
};

const held = (entry: Entry, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const resume = (): void => {
      entry.held.delete(resume);
      gone.removeEventListener('abort', resume);
      resolve();
    };
    entry.held.add(resume);
    gone.addEventListener('abort', resume);
  });
