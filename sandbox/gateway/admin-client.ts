import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultOrder } from './faults.js';
import type { TrailEvent } from './trail.js';

/** How the sandbox is: its processes, its clock, what is switched on. */
export interface Health {
  readonly motoPid: number | null;
  readonly motoRestarts: number;
  readonly now: number;
  readonly clockOffsetMs: number;
  readonly snapshotMs: number;
  readonly bucketsEnabled: boolean;
  readonly events: number;
  readonly faults: number;
}

/** Steers a running gateway: for tests, drills and the command line, never for production code. */
export interface AdminClient {
  readonly health: () => Promise<Health>;
  readonly events: (since?: number) => Promise<{ readonly next: number; readonly events: readonly TrailEvent[] }>;
  readonly addFault: (order: FaultOrder) => Promise<Fault>;
  readonly faults: () => Promise<readonly Fault[]>;
  readonly clearFaults: () => Promise<void>;
  /** Lets held calls go on; all of them, or those of one fault. */
  readonly release: (id?: string) => Promise<number>;
  /** Resolves once the fault holds a call, or (for faults that hold nothing) has hit one. */
  readonly untilHit: (id: string, timeoutMs?: number) => Promise<Fault>;
  readonly advanceClock: (ms: number) => Promise<Health>;
  readonly setSnapshotDuration: (ms: number) => Promise<Health>;
  readonly setBuckets: (enabled: boolean) => Promise<Health>;
  /** Starts an empty account; false when the world is seeded and `force` is not set. */
  readonly reset: (force?: boolean) => Promise<boolean>;
}

/** A client of the admin API at `url`; each call fails with the gateway's own words when it refuses. */
export function adminClient(url: string, token: string): AdminClient {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(new URL(`/_firebreak/${path}`, url), {
      method,
      headers: { 'x-firebreak-admin': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`sandbox admin ${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const faults = (): Promise<readonly Fault[]> => ask('GET', 'faults');
  return {
    health: () => ask('GET', 'health'),
    events: (since = 0) => ask('GET', `events?since=${since}`),
    addFault: (order) => ask('POST', 'faults', order),
    faults,
    clearFaults: async () => void (await ask('DELETE', 'faults')),
    release: async (id) =>
      (await ask<{ released: number }>('POST', 'faults/release', id === undefined ? {} : { id })).released,
    untilHit: async (id, timeoutMs = 20_000) => {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const fault = (await faults()).find((each) => each.id === id);
        if (fault === undefined) throw new Error(`there is no fault ${id}`);
        if (fault.waiting > 0 || (fault.hits > 0 && !fault.kind.startsWith('hang'))) return fault;
        if (Date.now() > deadline) throw new Error(`fault ${id} was not hit within ${timeoutMs} ms`);
        await sleep(10);
      }
    },
    advanceClock: (ms) => ask('POST', 'clock', { advanceMs: ms }),
    setSnapshotDuration: (ms) => ask('POST', 'durations', { snapshotMs: ms }),
    setBuckets: (enabled) => ask('POST', 'buckets', { enabled }),
    reset: async (force = false) => (await ask<{ reset: boolean }>('POST', 'reset', { force })).reset,
  };
}
