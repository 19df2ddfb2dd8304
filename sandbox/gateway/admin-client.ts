import { setTimeout as sleep } from 'node:timers/promises';
import type { OfferedScenario } from '../estate/scenarios/index.js';
import type { Fault, FaultOrder } from '../faults/order.js';
import type { RecordedEvent } from '../services/cloudtrail/record.js';
import type { FlowSpec } from '../truth/flows.js';
import type { FlowRecord } from '../truth/records.js';
import type { Settings } from '../world/settings.js';
import type { ServiceCoverage } from './coverage.js';

/** How the sandbox is: its processes, its clock, what is set. Times are epoch milliseconds of the world's clock. */
export interface Health {
  readonly motoPid: number | null;
  readonly now: number;
  readonly scale: number;
  /** When the next thing happens by itself. */
  readonly next: number | null;
  readonly settings: Settings;
  readonly events: number;
  readonly faults: number;
}

/** Steers a running gateway: for tests, drills and the command line, never for production code. */
export interface AdminClient {
  readonly health: () => Promise<Health>;
  readonly coverage: () => Promise<readonly ServiceCoverage[]>;
  readonly events: (since?: number) => Promise<{ readonly next: number; readonly events: readonly RecordedEvent[] }>;
  readonly addFault: (order: FaultOrder) => Promise<Fault>;
  readonly faults: () => Promise<readonly Fault[]>;
  readonly clearFaults: () => Promise<void>;
  /** Lets held calls go on; all of them, or those of one fault. */
  readonly release: (id?: string) => Promise<number>;
  /** Resolves once the fault holds a call, or (for faults that hold nothing) has hit one. */
  readonly untilHit: (id: string, timeoutMs?: number) => Promise<Fault>;
  /** Lets a new world begin in the past. */
  readonly begin: (agoMs: number) => Promise<Health>;
  /** Moves the world forward; what became due has happened when it resolves. */
  readonly advanceClock: (ms: number) => Promise<Health>;
  readonly setScale: (scale: number) => Promise<Health>;
  readonly set: (settings: Partial<Settings>) => Promise<Health>;
  /** What is really so in one account and Region: nothing that the product may see. */
  readonly truth: (account: string, region: string) => Promise<unknown>;
  /** Opens a connection of an attacker, if the network lets it through now: answers it, or null. */
  readonly openFlow: (account: string, region: string, flow: FlowSpec) => Promise<FlowRecord | null>;
  readonly scenarios: () => Promise<readonly OfferedScenario[]>;
  /** Lets a scenario happen; none happens twice in a world. */
  readonly loadScenario: (name: string) => Promise<OfferedScenario>;
  readonly worlds: () => Promise<readonly string[]>;
  readonly save: (name: string) => Promise<void>;
  readonly load: (name: string) => Promise<void>;
  /** Begins an empty world. */
  readonly reset: () => Promise<void>;
}

/** The admin API refused: 400 for what it does not understand, 404 for what is not there, 409 for what cannot be now. */
export class AdminRefusal extends Error {
  constructor(
    request: string,
    readonly status: number,
    readonly reason: string,
  ) {
    super(`sandbox admin ${request}: ${status} ${reason}`);
  }
}

/** A client of the admin API at `url`; each call fails with an `AdminRefusal`, in the gateway's own words, when it refuses. */
export function adminClient(url: string, token: string): AdminClient {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(new URL(`/_firebreak/${path}`, url), {
      method,
      headers: { 'x-firebreak-admin': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new AdminRefusal(`${method} ${path}`, response.status, await reasonOf(response));
    return (await response.json()) as T;
  };
  const faults = (): Promise<readonly Fault[]> => ask('GET', 'faults');
  return {
    health: () => ask('GET', 'health'),
    coverage: () => ask('GET', 'coverage'),
    events: (since = 0) => ask('GET', `events?since=${since}`),
    addFault: (order) => ask('POST', 'faults', order),
    faults,
    clearFaults: async () => void (await ask('DELETE', 'faults')),
    release: async (id) =>
      (await ask<{ released: number }>('POST', 'faults/release', id === undefined ? {} : { id })).released,
    untilHit: async (id, timeoutMs = 50_000) => {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const fault = (await faults()).find((each) => each.id === id);
        if (fault === undefined) throw new Error(`there is no fault ${id}`);
        if (fault.waiting > 0 || (fault.hits > 0 && !fault.kind.startsWith('hang'))) return fault;
        if (Date.now() > deadline) throw new Error(`fault ${id} was not hit within ${timeoutMs} ms`);
        await sleep(10);
      }
    },
    begin: (agoMs) => ask('POST', 'clock', { beginAgoMs: agoMs }),
    advanceClock: (ms) => ask('POST', 'clock', { advanceMs: ms }),
    setScale: (scale) => ask('POST', 'clock', { scale }),
    set: (settings) => ask('POST', 'settings', settings),
    openFlow: (account, region, flow) => ask('POST', 'flows', { account, region, ...flow }),
    truth: (account, region) => ask('GET', `truth?account=${account}&region=${region}`),
    scenarios: () => ask('GET', 'scenarios'),
    loadScenario: (name) => ask('POST', 'scenario', { name }),
    worlds: async () => (await ask<{ readonly names: readonly string[] }>('GET', 'worlds')).names,
    save: async (name) => void (await ask('POST', 'worlds/save', { name })),
    load: async (name) => void (await ask('POST', 'worlds/load', { name })),
    reset: async () => void (await ask('POST', 'worlds/reset')),
  };
}

const reasonOf = async (response: Response): Promise<string> => {
  const text = await response.text();
  try {
    return (JSON.parse(text) as { readonly error: string }).error;
  } catch {
    return text;
  }
};
