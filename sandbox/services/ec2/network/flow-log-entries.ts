import { flowsIn, type FlowRecord, type Tap } from '../../../truth/records.js';
import { isHeardFrom, packetsOf, type Packets } from '../../../truth/traffic.js';
import type { Place } from '../../operation.js';
import type { FlowLogEntry, SeenPackets } from './flow-log-fields.js';
import { silenceIn, skippedIn } from './flow-log-gaps.js';
import type { PlannedFile } from './flow-log-plan.js';
import { intervalOf, spansOf, watches, type Span } from './flow-log-spans.js';
import type { FlowLogRecord } from './network-records.js';

const NUMBERS = { icmp: 1, tcp: 6, udp: 17 } as const;
const ICMPV6 = 58;

/** Whether anything that a flow log watches may be heard from at `moment` or later, as far as is known now. */
export const mayHear = (place: Place, log: FlowLogRecord, moment: number): boolean =>
  flowsIn(place)
    .all()
    .some((flow) => isHeardFrom(flow, moment) && flow.taps.some((tap) => watches(log, tap)));

/**
 * What a file says: traffic, for interfaces without any in an interval NODATA, and for what was skipped SKIPDATA. None
 * when nothing was seen that the flow log is to show: there is no such file.
 */
export const entriesOf = (place: Place, log: FlowLogRecord, file: PlannedFile): readonly FlowLogEntry[] => {
  const skipped = skippedIn(place, log, file);
  const spans = spansOf(log.interval, file.period);
  const traffic = spans.flatMap((span) => trafficIn(place, log, span));
  const shown = traffic.filter(({ seen }) => log.traffic === 'ALL' || seen?.packets.action === log.traffic);
  if (shown.length === 0 && skipped.length === 0) return [];
  return [...skipped, ...shown, ...silenceIn(place, log, spans, traffic)];
};

const trafficIn = (place: Place, log: FlowLogRecord, span: Span): readonly FlowLogEntry[] =>
  flowsIn(place)
    .all()
    .flatMap((flow) =>
      packetsOf(flow, Math.max(span.start, log.createdAt), span.end).flatMap((packets) => {
        const tap = flow.taps.find((one) => one.interfaceId === packets.interfaceId);
        if (tap === undefined || !watches(log, tap) || intervalOf(place, log, tap.instanceId) !== span.seconds)
          return [];
        const { account, region } = place;
        const { first: start, last: end, interfaceId } = packets;
        return [{ account, region, interfaceId, status: 'OK' as const, start, end, seen: seenAt(flow, tap, packets) }];
      }),
    );

/** Secondary addresses show as the primary one, except to the `pkt-` fields ("Flow log limitations"). */
const seenAt = (flow: FlowRecord, tap: Tap, packets: Packets): SeenPackets => {
  const own = flow.taps.find((one) => one.interfaceId === flow.interfaceId)?.address ?? '';
  const isOut = flow.direction === 'out';
  const opener = { packet: isOut ? own : flow.remote, port: packets.port };
  const responder = { packet: isOut ? flow.remote : own, port: flow.port ?? 0 };
  const shown = (end: typeof opener, side: Tap['side']) => ({
    ...end,
    address: tap.side === side ? tap.address : end.packet,
  });
  const ends = [shown(opener, 'opener'), shown(responder, 'responder')] as const;
  const [source, target] = packets.opening ? ends : [ends[1], ends[0]];
  const isIpv6 = flow.remote.includes(':');
  return {
    tap,
    packets,
    protocol: flow.protocol === 'icmp' && isIpv6 ? ICMPV6 : NUMBERS[flow.protocol],
    source,
    target,
  };
};
