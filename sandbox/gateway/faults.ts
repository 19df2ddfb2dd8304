import { z } from 'zod';
import type { ApiCall } from './api-call.js';

/** A fault as it is ordered: which calls it hits, how often, and what happens to them. */
export const faultSchema = z.strictObject({
  match: z
    .strictObject({
      service: z.string().optional(),
      operation: z.string().optional(),
      /** A text that the call's parameters, as JSON, contain: an instance id for example. */
      inputIncludes: z.string().optional(),
      /** How many matching calls are hit. */
      times: z.number().int().positive().default(1),
      /** How many matching calls pass unharmed first. */
      after: z.number().int().min(0).default(0),
    })
    .default({ times: 1, after: 0 }),
  kind: z.enum([
    /** Refused as throttled; no effect. */
    'throttle',
    /** Refused with `status`, `code`, `message`; no effect. */
    'error',
    /** The effect happens, then the connection is destroyed. */
    'lost-answer',
    /** Everything `delayMs` later. */
    'delay',
    /** Held before the effect; a client that goes away takes its call with it. */
    'hang-before-effect',
    /** Held between the effect and its answer. */
    'hang-after-effect',
    /** A read is answered as the same read was last answered before; the first of its kind is answered truly. */
    'stale-read',
    /** Snapshots begun by the call end in state `error`. */
    'snapshot-error',
  ]),
  status: z.number().int().min(400).max(599).default(500),
  code: z.string().default('InternalError'),
  message: z.string().default('An internal error has occurred'),
  delayMs: z.number().min(0).max(600_000).default(1_000),
});

/** What may be ordered. */
export type FaultOrder = z.input<typeof faultSchema>;

/** A fault in force. `waiting` counts the calls it holds right now. */
export interface Fault extends Readonly<z.output<typeof faultSchema>> {
  readonly id: string;
  readonly hits: number;
  readonly waiting: number;
}

/** The faults in force, in the order they were given; in memory only. */
export interface Faults {
  readonly add: (order: z.output<typeof faultSchema>) => Fault;
  readonly list: () => readonly Fault[];
  readonly clear: () => void;
  /** The first fault that hits `call`, spent by one. */
  readonly claim: (call: ApiCall) => Fault | undefined;
  /** Holds until `release`, `clear` or `gone`; resolves to whether the caller is still there. */
  readonly hold: (id: string, gone: AbortSignal) => Promise<boolean>;
  readonly release: (id?: string) => number;
}

interface Entry {
  readonly fault: Omit<Fault, 'hits' | 'waiting'>;
  seen: number;
  hits: number;
  readonly held: Set<() => void>;
}

/** An empty set of faults. */
export function createFaults(): Faults {
  const entries = new Map<string, Entry>();
  let made = 0;
  const show = (entry: Entry): Fault => ({ ...entry.fault, hits: entry.hits, waiting: entry.held.size });
  const releaseAll = (entry: Entry): number => {
    const count = entry.held.size;
    for (const letGo of entry.held) letGo();
    return count;
  };
  return {
    add: (order) => {
      const id = `fault-${++made}`;
      const entry: Entry = { fault: { ...order, id }, seen: 0, hits: 0, held: new Set() };
      entries.set(id, entry);
      return show(entry);
    },
    list: () => [...entries.values()].map(show),
    clear: () => {
      for (const entry of entries.values()) releaseAll(entry);
      entries.clear();
    },
    claim: (call) => {
      for (const entry of entries.values()) {
        const { match } = entry.fault;
        if (entry.hits >= match.times || !hits(match, call)) continue;
        if (entry.seen++ < match.after) continue;
        entry.hits += 1;
        return show(entry);
      }
      return undefined;
    },
    hold: async (id, gone) => {
      const entry = entries.get(id);
      if (entry === undefined || gone.aborted) return !gone.aborted;
      await new Promise<void>((resolve) => {
        const letGo = (): void => {
          entry.held.delete(letGo);
          gone.removeEventListener('abort', letGo);
          resolve();
        };
        entry.held.add(letGo);
        gone.addEventListener('abort', letGo);
      });
      return !gone.aborted;
    },
    release: (id) =>
      [...entries.values()]
        .filter((entry) => id === undefined || entry.fault.id === id)
        .reduce((n, e) => n + releaseAll(e), 0),
  };
}

function hits(match: Fault['match'], call: ApiCall): boolean {
  return (
    (match.service === undefined || match.service === call.service) &&
    (match.operation === undefined || match.operation === call.operation) &&
    (match.inputIncludes === undefined || JSON.stringify(call.parameters).includes(match.inputIncludes))
  );
}
