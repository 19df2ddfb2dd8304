import { onlyReads } from '../../activities/aws/ledger-middleware.js';
import { canonical } from '../../ledger/canonical.js';
import type { RecordedEvent } from '../../sandbox/services/cloudtrail/record.js';
import type { Json } from '../../workflows/contract/json.js';
import type { Site } from './site.js';

/** How many calls were made at the gateway so far. */
export const callsSoFar = async (site: Site): Promise<number> => (await site.steer((admin) => admin.health())).events;

/** A seal of the ledger, which the worker makes whenever something stands there: the one change that no run makes. */
export const isSeal = ({ eventName, requestParameters }: RecordedEvent): boolean =>
  eventName === 'PutObject' && String(requestParameters?.['key']).startsWith('seals/');

/** The changes that took effect in AWS since then, as the gateway saw them. */
export const effectsSince = async (site: Site, since: number): Promise<readonly RecordedEvent[]> =>
  (await site.steer((admin) => admin.events(since))).events.filter(
    (event) => event.errorCode === undefined && !onlyReads(event.eventName) && !isSeal(event),
  );

/** Their names, in the order in which they took effect. */
export const namesOf = (effects: readonly RecordedEvent[]): readonly string[] =>
  effects.map(({ eventName }) => eventName);

/** Effects that AWS had more than once. */
export const repeated = (effects: readonly RecordedEvent[]): readonly string[] =>
  [...Map.groupBy(effects, (one) => `${one.eventName} ${canonical(one.requestParameters as Json)}`)]
    .filter(([, same]) => same.length > 1)
    .map(([what, same]) => `${same.length} times in AWS: ${what}`);
