import { flowsIn } from '../../../truth/records.js';
import { isHeardFrom } from '../../../truth/traffic.js';
import { interfacesIn, type InterfaceRecord } from '../records.js';
import type { Place } from '../../operation.js';
import type { FlowLogEntry } from './flow-log-fields.js';
import type { PlannedFile } from './flow-log-plan.js';
import { intervalOf, watches, type Span } from './flow-log-spans.js';
import type { FlowLogRecord } from './network-records.js';

/** NODATA of every interface that the flow log watches, for each interval in which it had no traffic. */
export const silenceIn = (
  place: Place,
  log: FlowLogRecord,
  spans: readonly Span[],
  traffic: readonly FlowLogEntry[],
): readonly FlowLogEntry[] =>
  watchedInterfaces(place, log).flatMap((row) =>
    spans
      .filter(({ seconds, start }) => {
        const since = Math.max(log.createdAt, row.attachment?.attachedAt ?? 0);
        return seconds === intervalOf(place, log, row.attachment?.instanceId) && since <= start;
      })
      .filter(
        ({ start, end }) => !traffic.some((one) => one.interfaceId === row.id && one.start >= start && one.start < end),
      )
      .map(({ start, end }) => ({
        ...placeOf(place),
        interfaceId: row.id,
        status: 'NODATA' as const,
        start,
        end: end - 1_000,
      })),
  );

/** SKIPDATA of the interfaces that had traffic in the time that the file passes over. */
export const skippedIn = (
  place: Place,
  log: FlowLogRecord,
  { skippedFrom, period }: PlannedFile,
): readonly FlowLogEntry[] => {
  if (skippedFrom === undefined) return [];
  const heard = flowsIn(place)
    .all()
    .filter((flow) => flow.openedAt < period && isHeardFrom(flow, skippedFrom))
    .flatMap((flow) => flow.taps.filter((tap) => watches(log, tap)).map((tap) => tap.interfaceId));
  const span = { start: skippedFrom, end: period - 1_000 };
  return [...new Set(heard)].map((interfaceId) => ({ ...placeOf(place), interfaceId, status: 'SKIPDATA', ...span }));
};

const watchedInterfaces = (place: Place, log: FlowLogRecord): readonly InterfaceRecord[] =>
  interfacesIn(place)
    .all()
    .filter((row) => row.attachment !== undefined || row.requesterManaged)
    .filter((row) => watches(log, { ...row, interfaceId: row.id }));

const placeOf = ({ account, region }: Place) => ({ account, region });
