import { setTimeout as pause } from 'node:timers/promises';
import type { Entry, EntryKind } from '../../workflows/contract/entries.js';
import type { Phase } from './phase.js';
import type { Site } from './site.js';

/** When something happens: counted, never timed, so that it can be repeated. */
export type Moment =
  /** So many AWS calls later. */
  | { readonly at: 'calls'; readonly count: number }
  /** So many ledger entries later, of one kind or any. */
  | { readonly at: 'entries'; readonly count: number; readonly kind?: EntryKind }
  /** While AWS holds back the next call of that name, before or after its effect. */
  | { readonly at: 'before' | 'after'; readonly operation: string };

/** In a few words. */
export const momentText = (moment: Moment): string =>
  'operation' in moment
    ? `${moment.at} ${moment.operation}`
    : `${moment.count} ${('kind' in moment && moment.kind) || moment.at} on`;

/** Something to wait for; `letGo` ends what is held until it. */
type Awaited = { readonly hasCome: () => Promise<boolean>; readonly letGo: () => Promise<void> };

/** Does `work` at the moment, and answers what that answered; null when the phase was over before it came. */
export const atMoment = async <T>(
  site: Site,
  phase: Phase,
  moment: Moment,
  work: () => Promise<T>,
): Promise<T | null> => {
  const { hasCome, letGo } = await awaiting(site, phase, moment);
  try {
    for (;;) {
      if (phase.over) return null;
      if (await hasCome()) return await work();
      await pause(20);
    }
  } finally {
    await letGo();
  }
};

const awaiting = async (site: Site, phase: Phase, moment: Moment): Promise<Awaited> => {
  const nothingIsHeld = async (): Promise<void> => undefined;
  if (moment.at === 'calls') {
    const calls = async (): Promise<number> => (await site.steer((admin) => admin.health())).events;
    const enough = (await calls()) + moment.count;
    return { hasCome: async () => (await calls()) >= enough, letGo: nothingIsHeld };
  }
  if (moment.at === 'entries') {
    const written = (after: number): Promise<readonly Entry[]> => site.reading.entries(phase.case, { after });
    const last = (await written(0)).at(-1)?.seq ?? 0;
    const counts = ({ kind }: Entry): boolean => moment.kind === undefined || kind === moment.kind;
    return { hasCome: async () => (await written(last)).filter(counts).length >= moment.count, letGo: nothingIsHeld };
  }
  const { at, operation } = moment;
  const kind = `hang-${at}-effect` as const;
  const { id } = await site.steer((admin) => admin.addFault({ match: { operation }, kind }));
  return {
    hasCome: async () =>
      (await site.steer((admin) => admin.faults())).some((fault) => fault.id === id && fault.waiting > 0),
    // A gateway that was killed meanwhile holds nothing any more.
    letGo: async () => void (await site.steer((admin) => admin.release(id))),
  };
};
