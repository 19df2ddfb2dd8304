import { setTimeout as pause } from 'node:timers/promises';
import { up } from '../../sandbox/stack/up.js';
import { workerPermissions } from '../../worker/permissions.js';
import { reset, terminate, whileLedgerIsLocked } from './by-hand.js';
import type { Phase } from './phase.js';
import { killAtOnce, killEverything, processOf, whileFrozen, withSecondWorker } from './processes.js';
import type { Site } from './site.js';
import { until } from './until.js';

/** A heart that has not beaten for 3 s makes Temporal give the attempt up. */
const pastTheDeadline = 4_000;
/** A writer waits 10 s for another's transaction, then says that the ledger is busy. */
const pastPatience = 11_000;

/** Entries that show that whoever writes them is at work. */
const aFew = 4;

const killPart = async (site: Site, part: 'worker' | 'temporal' | 'gateway'): Promise<true> => {
  await killAtOnce([await processOf(site, part)]);
  return true;
};

/** Waits until something more was recorded, unless there is nothing to be done any more. */
const somebodyGoesOn = async (site: Site, phase: Phase): Promise<void> => {
  const recorded = (after: number) => site.reading.entries(phase.case, { after });
  const last = (await recorded(0)).at(-1)?.seq ?? 0;
  await until('somebody to go on', async () => phase.over || (await recorded(last)).length >= aFew || undefined);
};

/** What can happen to a run. Each is through when it has happened, and answers whether it could. */
export const disturbances = {
  'kill-worker': (site) => killPart(site, 'worker'),
  'kill-temporal': (site) => killPart(site, 'temporal'),
  'kill-gateway': (site) => killPart(site, 'gateway'),
  'kill-everything': async (site) => {
    await killEverything(await site.ready());
    await up(() => undefined, workerPermissions());
    return true;
  },
  'freeze-worker': async (site) => {
    await whileFrozen(await processOf(site, 'worker'), () => pause(pastTheDeadline));
    return true;
  },
  'replace-worker': async (site, phase) =>
    whileFrozen(await processOf(site, 'worker'), (thaw) =>
      withSecondWorker(site, async () => {
        await somebodyGoesOn(site, phase);
        thaw();
        await somebodyGoesOn(site, phase);
      }),
    ),
  terminate: async (site, phase) => (phase.terminated = await terminate(site, phase)),
  reset,
  'lock-ledger': async (site) => {
    await whileLedgerIsLocked(site, () => pause(pastPatience));
    return true;
  },
  'cut-before': (site, _phase, times) => cut(site, 'cut-before-effect', times),
  'cut-after': (site, _phase, times) => cut(site, 'lost-answer', times),
} as const satisfies Record<string, (site: Site, phase: Phase, times: number) => Promise<boolean>>;

/** One word for each. */
export type Kind = keyof typeof disturbances;

/** The connections of the next so many calls are destroyed, before or after their effect. */
const cut = async (site: Site, kind: 'cut-before-effect' | 'lost-answer', times: number): Promise<true> => {
  await site.steer((admin) => admin.addFault({ match: { times }, kind }));
  return true;
};
