import { createHash } from 'node:crypto';
import type { FlowKind, FlowRecord, Meeting } from './records.js';
import { TRY_EVERY } from './tries.js';

/** Packets of one direction at one interface. Times are those of the first and the last, in epoch milliseconds. */
export type Packets = Meeting & {
  /** Whether they come from the side that opened the flow. */
  readonly opening: boolean;
  /** The port of the side that opened it; 0 for ICMP. */
  readonly port: number;
  readonly first: number;
  readonly last: number;
  readonly packets: number;
  readonly bytes: number;
  /** SYN (2) and SYN with ACK (18), where they are among them. */
  readonly tcpFlags: number;
};

type Rate = { readonly perSecond: number; readonly size: number };

/** What a flow of a kind sends and is answered: made up, but alike among hosts that do such things. Sizes are in bytes. */
const RATES: Readonly<Record<FlowKind, { readonly opening: Rate; readonly answer: Rate }>> = {
  c2: { opening: { perSecond: 0.4, size: 180 }, answer: { perSecond: 0.4, size: 120 } },
  ssh: { opening: { perSecond: 2, size: 90 }, answer: { perSecond: 2, size: 140 } },
  web: { opening: { perSecond: 5, size: 300 }, answer: { perSecond: 6, size: 1_100 } },
  ssm: { opening: { perSecond: 1, size: 200 }, answer: { perSecond: 1, size: 160 } },
  dns: { opening: { perSecond: 4, size: 150 }, answer: { perSecond: 4, size: 220 } },
  imds: { opening: { perSecond: 0.1, size: 120 }, answer: { perSecond: 0.1, size: 400 } },
  lateral: { opening: { perSecond: 1, size: 120 }, answer: { perSecond: 1, size: 240 } },
  exfiltration: { opening: { perSecond: 900, size: 1_400 }, answer: { perSecond: 450, size: 52 } },
};

/** A handshake and its end, for a flow that then says nothing; and a SYN with its options. */
const QUIET = 3;
const SYN_SIZE = 60;
const SYN = 2;
const SYN_ACK = 18;

/** Every packet of a flow at its taps, from `from` until before `until`: one entry for each direction, and for each try. */
export const packetsOf = (flow: FlowRecord, from: number, until: number): readonly Packets[] => [
  ...whileOpen(flow, from, until),
  ...whileTrying(flow, from, until),
];

/** Whether flow logs may still see packets of a flow at `moment` or later, as far as is known now. */
export const isHeardFrom = (flow: FlowRecord, moment: number): boolean => {
  if (flow.taps.length === 0) return false;
  if (flow.openedAt >= moment || (flow.busy && (flow.endedAt ?? Infinity) > moment)) return true;
  const last = flow.tries.at(-1);
  return last !== undefined && (last.met.length > 0 || last.since > moment);
};

const whileOpen = (flow: FlowRecord, from: number, until: number): readonly Packets[] => {
  const first = Math.max(flow.openedAt, from);
  const end = Math.min(flow.endedAt ?? until, until);
  const opens = flow.openedAt >= from;
  if (first >= end || (!flow.busy && !opens)) return [];
  const last = flow.busy ? end - 1 : first;
  return flow.taps.flatMap(({ interfaceId, side }) =>
    [true, false].map((opening) => {
      const rate = RATES[flow.kind][opening ? 'opening' : 'answer'];
      const packets = flow.busy ? Math.max(1, Math.round((rate.perSecond * (end - first)) / 1_000)) : QUIET;
      return {
        interfaceId,
        egress: opening === (side === 'opener'),
        action: 'ACCEPT' as const,
        opening,
        port: portOf(flow, flow.openedAt),
        first,
        last,
        packets,
        bytes: packets * rate.size,
        tcpFlags: opens ? flagsOf(flow, opening) : 0,
      };
    }),
  );
};

const whileTrying = (flow: FlowRecord, from: number, until: number): readonly Packets[] =>
  flow.tries.flatMap(({ since, met }, index) => {
    const end = Math.min(flow.tries[index + 1]?.since ?? until, until);
    const begin = since + Math.max(0, Math.ceil((from - since) / TRY_EVERY)) * TRY_EVERY;
    const times = Array.from(
      { length: Math.max(0, Math.ceil((end - begin) / TRY_EVERY)) },
      (_, nth) => begin + nth * TRY_EVERY,
    );
    return times.flatMap((at) =>
      met.map((meeting) => {
        const side = flow.taps.find((tap) => tap.interfaceId === meeting.interfaceId)?.side;
        const opening = meeting.egress === (side === 'opener');
        return {
          ...meeting,
          opening,
          port: portOf(flow, at),
          first: at,
          last: at,
          packets: 1,
          bytes: SYN_SIZE,
          tcpFlags: flagsOf(flow, opening),
        };
      }),
    );
  });

const flagsOf = ({ protocol }: FlowRecord, opening: boolean): number => {
  if (protocol !== 'tcp') return 0;
  return opening ? SYN : SYN_ACK;
};

/** A port that Linux takes for the side that opens (32768 to 60999), the same whenever it is asked for. */
const portOf = ({ id, protocol }: FlowRecord, openedAt: number): number =>
  protocol === 'icmp'
    ? 0
    : 32_768 + (createHash('sha256').update(`${id} ${openedAt}`).digest().readUInt16BE() % 28_232);
