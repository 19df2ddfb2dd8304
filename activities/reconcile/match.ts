import type {
  EntryReference,
  NotCovered,
  Reconciliation,
  UnexplainedCall,
} from '../../workflows/contract/reconciliation.js';
import type { RecordedCall } from './recorded-calls.js';
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

type Matched = Pick<Reconciliation, 'matched' | 'byShape' | 'unexplained' | 'missing' | 'notCovered' | 'notYet'>;

/**
 * Holds entries against events, both ways. Each event is at most one call's. The request id decides where both have one;
 * where the ledger has none, because the answer was lost, it is service, operation, target and time.
 */
export const match = ({ calls, events, case: only, since, settledUntil }: Compared): Matched => {
  const left = new Set(events);
  const withEvent = new Set<RecordedCall>();
  const take = (call: RecordedCall, event: TrailEvent | undefined): void => {
    if (event === undefined) return;
    left.delete(event);
    withEvent.add(call);
  };
  const byRequestId = Map.groupBy(events, ({ requestID }) => requestID ?? '');
  for (const call of calls)
    if (call.requestId !== null)
      take(
        call,
        byRequestId.get(call.requestId)?.find((event) => left.has(event)),
      );
  const byId = new Set(withEvent);
  for (const call of calls)
    if (!withEvent.has(call))
      take(
        call,
        [...left].find((event) => isShapeOf(call, event)),
      );

  const asked = calls.filter((call) => (only === null || call.case === only) && call.at >= since);
  const without = Map.groupBy(
    asked.filter((call) => !withEvent.has(call)),
    (call) => verdict(call, settledUntil),
  );
  return {
    matched: asked.filter((call) => withEvent.has(call)).length,
    byShape: asked.filter((call) => withEvent.has(call) && !byId.has(call)).length,
    unexplained: [...left].map(unexplained).sort((one, other) => (one.eventTime < other.eventTime ? -1 : 1)),
    missing: (without.get('missing') ?? []).map(reference),
    notYet: without.get('not yet')?.length ?? 0,
    notCovered: [...without]
      .filter(([why]) => why !== 'missing' && why !== 'not yet')
      .map(([why, some]): NotCovered => ({ why, entries: some.map(reference) })),
  };
};

/** How far the clocks of AWS and the worker's host may be apart, and how long after its intent a call may go out. */
const before = 5_000;
const after = 60_000;

const sources: Readonly<Record<string, string>> = { elb: 'elasticloadbalancing', elbv2: 'elasticloadbalancing' };

const isShapeOf = (
  { at, service, operation, target, requestId, outcome }: RecordedCall,
  event: TrailEvent,
): boolean => {
  // Two different request ids are two calls.
  if (requestId !== null && event.requestID) return false;
  // What AWS refused explains nothing that it carried out, and the other way around.
  if (outcome !== null && (outcome === 'error') !== Boolean(event.errorCode)) return false;
  if (event.eventName !== operation) return false;
  if (event.eventSource !== `${sources[service] ?? service}.amazonaws.com`) return false;
  // Events have whole seconds.
  const late = Date.parse(event.eventTime) + 999 - Date.parse(at);
  if (late < -before || late > after) return false;
  const told = JSON.stringify([event.requestParameters, event.responseElements]);
  return target === '*' || target.split(',').every((id) => told.includes(JSON.stringify(id).slice(1, -1)));
};

const verdict = ({ at, service, outcome }: RecordedCall, settledUntil: string): string => {
  if (service === 's3')
    return 'calls on objects are data events: LookupEvents has none, and a trail only where it is told to';
  if (at > settledUntil) return 'not yet';
  if (outcome === null) return 'announced, and never answered: as far as CloudTrail shows it was not carried out';
  return outcome === 'error' ? 'AWS refused it: CloudTrail need not have an event' : 'missing';
};

const reference = ({ outcome: _answered, ...entry }: RecordedCall): EntryReference => entry;

const unexplained = (event: TrailEvent): UnexplainedCall => ({
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
