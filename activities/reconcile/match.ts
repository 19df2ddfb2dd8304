import type {
  EntryReference,
  LoggedCall,
  NotCovered,
  Reconciliation,
  ShapePair,
} from '../../workflows/contract/reconciliation.js';
import type { RecordedCall } from './recorded-calls.js';
import { isShapeOf } from './shape.js';
import type { TrailEvent } from './trail-event.js';

/** What is held against each other: events of our identity that changed something, and changing calls of all cases. */
export type Compared = {
  readonly calls: readonly RecordedCall[];
  readonly events: readonly TrailEvent[];
  /** The case whose entries are looked for, or null; from when on; and until when CloudTrail shows everything. */
  readonly case: string | null;
  readonly since: string;
  readonly settledUntil: string;
};

type Matched = Pick<
  Reconciliation,
  'matched' | 'byShape' | 'pairs' | 'unexplained' | 'missing' | 'notCovered' | 'notYet'
>;

/**
 * Holds entries against events, both ways. Each event is at most one call's. The request id decides where both have one;
 * where the ledger has none, because the answer was lost, it is service, operation, what was asked, time, and that it came
 * from where other calls of the worker came from.
 */
export const match = ({ calls, events, case: only, since, settledUntil }: Compared): Matched => {
  const left = new Set(events);
  const eventOf = new Map<RecordedCall, TrailEvent>();
  const take = (call: RecordedCall, event: TrailEvent | undefined): void => {
    if (event === undefined) return;
    left.delete(event);
    eventOf.set(call, event);
  };
  const byRequestId = Map.groupBy(events, ({ requestID }) => requestID ?? '');
  for (const call of calls)
    if (call.requestId !== null)
      take(
        call,
        byRequestId.get(call.requestId)?.find((event) => left.has(event)),
      );
  const byId = new Set(eventOf.keys());
  const isFromUs = comesFrom([...eventOf.values()]);
  for (const call of calls)
    if (!eventOf.has(call))
      take(
        call,
        [...left].find((event) => isShapeOf(call, event) && isFromUs(event)),
      );

  const asked = calls.filter((call) => (only === null || call.case === only) && call.at >= since);
  const without = Map.groupBy(
    asked.filter((call) => !eventOf.has(call)),
    (call) => verdict(call, settledUntil),
  );
  return {
    matched: asked.filter((call) => eventOf.has(call)).length,
    byShape: asked.filter((call) => eventOf.has(call) && !byId.has(call)).length,
    pairs: [...eventOf]
      .filter(([call]) => !byId.has(call))
      .map(([call, event]): ShapePair => ({ entry: reference(call), event: logged(event) })),
    unexplained: [...left].map(logged).sort((one, other) => (one.eventTime < other.eventTime ? -1 : 1)),
    missing: (without.get('missing') ?? []).map(reference),
    notYet: without.get('not yet')?.length ?? 0,
    notCovered: [...without]
      .filter(([why]) => why !== 'missing' && why !== 'not yet')
      .map(([why, some]): NotCovered => ({ why, entries: some.map(reference) })),
  };
};

/**
 * Whether an event has the key or the address of one that is certainly ours. Who stole the credentials has neither: other
 * sessions of the role have other keys. Where no event is certainly ours there is nothing to go by.
 */
const comesFrom = (ours: readonly TrailEvent[]): ((event: TrailEvent) => boolean) => {
  const keys = new Set(ours.flatMap(({ userIdentity }) => userIdentity.accessKeyId ?? []));
  const addresses = new Set(ours.flatMap(({ sourceIPAddress }) => sourceIPAddress ?? []));
  return ({ userIdentity: { accessKeyId }, sourceIPAddress }) =>
    (keys.size === 0 && addresses.size === 0) || keys.has(accessKeyId ?? '') || addresses.has(sourceIPAddress ?? '');
};

const verdict = ({ at, service, outcome }: RecordedCall, settledUntil: string): string => {
  if (service === 's3')
    return 'calls on objects are data events: LookupEvents has none, and a trail only where it is told to';
  if (at > settledUntil) return 'not yet';
  if (outcome === null) return 'announced, and never answered: as far as CloudTrail shows it was not carried out';
  return outcome === 'error' ? 'AWS refused it: CloudTrail need not have an event' : 'missing';
};

const reference = ({ outcome: _answered, input: _asked, ...entry }: RecordedCall): EntryReference => entry;

const logged = (event: TrailEvent): LoggedCall => ({
  eventId: event.eventID,
  eventTime: event.eventTime,
  eventSource: event.eventSource,
  eventName: event.eventName,
  region: event.awsRegion,
  requestId: event.requestID ?? null,
  arn: event.userIdentity.arn ?? null,
  accessKeyId: event.userIdentity.accessKeyId ?? null,
  sourceIp: event.sourceIPAddress ?? null,
  userAgent: event.userAgent ?? null,
  errorCode: event.errorCode ?? null,
});
