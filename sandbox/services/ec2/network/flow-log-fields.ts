import type { Packets } from '../../../truth/traffic.js';
import type { Tap } from '../../../truth/records.js';
import { AwsFailure } from '../../operation.js';
import { zoneId } from './zones.js';

/** What one record is about. Times are epoch milliseconds. */
export type FlowLogEntry = {
  readonly account: string;
  readonly region: string;
  readonly interfaceId: string;
  readonly status: 'OK' | 'NODATA' | 'SKIPDATA';
  readonly start: number;
  readonly end: number;
  /** Only with status OK. */
  readonly seen?: SeenPackets;
};

/** Packets where they were seen, and between which addresses: as the interface has them, and as they really were. */
export type SeenPackets = {
  readonly tap: Tap;
  readonly packets: Packets;
  readonly protocol: number;
  readonly source: { readonly address: string; readonly packet: string; readonly port: number };
  readonly target: { readonly address: string; readonly packet: string; readonly port: number };
};

type Field = readonly [version: number, value: (entry: FlowLogEntry) => string | number | undefined];

const of = (version: number, value: (seen: SeenPackets) => string | number | undefined): Field => [
  version,
  ({ seen }) => seen && value(seen),
];
const seconds = (ms: number): number => Math.floor(ms / 1_000);
/** AWS knows it; the sandbox has nothing that it could say, which AWS writes as `-` too. */
const unknown = (version: number): Field => [version, () => undefined];

/** "Available fields" (Amazon VPC User Guide, "Flow log records"), in its order. */
const FIELDS: Readonly<Record<string, Field>> = {
  version: [2, () => undefined],
  'account-id': [2, ({ account }) => account],
  'interface-id': [2, ({ interfaceId }) => interfaceId],
  srcaddr: of(2, ({ source }) => source.address),
  dstaddr: of(2, ({ target }) => target.address),
  srcport: of(2, ({ source }) => source.port),
  dstport: of(2, ({ target }) => target.port),
  protocol: of(2, ({ protocol }) => protocol),
  packets: of(2, ({ packets }) => packets.packets),
  // What Block Public Access rejects has no bytes ("Flow log limitations").
  bytes: of(2, ({ packets }) => (packets.reason === undefined ? packets.bytes : undefined)),
  start: [2, ({ start }) => seconds(start)],
  end: [2, ({ end }) => seconds(end)],
  action: of(2, ({ packets }) => packets.action),
  'log-status': [2, ({ status }) => status],
  'vpc-id': of(3, ({ tap }) => tap.vpcId),
  'subnet-id': of(3, ({ tap }) => tap.subnetId),
  'instance-id': of(3, ({ tap }) => tap.instanceId),
  'tcp-flags': of(3, ({ packets }) => packets.tcpFlags),
  type: of(3, ({ tap }) => (tap.address.includes(':') ? 'IPv6' : 'IPv4')),
  'pkt-srcaddr': of(3, ({ source }) => source.packet),
  'pkt-dstaddr': of(3, ({ target }) => target.packet),
  region: [4, ({ region, seen }) => seen && region],
  'az-id': of(4, ({ tap }) => zoneId(tap.zone)),
  'sublocation-type': unknown(4),
  'sublocation-id': unknown(4),
  'pkt-src-aws-service': unknown(5),
  'pkt-dst-aws-service': unknown(5),
  'flow-direction': of(5, ({ packets }) => (packets.egress ? 'egress' : 'ingress')),
  'traffic-path': unknown(5),
  'ecs-cluster-arn': unknown(7),
  'ecs-cluster-name': unknown(7),
  'ecs-container-instance-arn': unknown(7),
  'ecs-container-instance-id': unknown(7),
  'ecs-container-id': unknown(7),
  'ecs-second-container-id': unknown(7),
  'ecs-service-name': unknown(7),
  'ecs-task-definition-arn': unknown(7),
  'ecs-task-arn': unknown(7),
  'ecs-task-id': unknown(7),
  'reject-reason': of(8, ({ packets }) => packets.reason),
};

const versionOf = (name: string): number => FIELDS[name]?.[0] ?? 0;

const named = (names: readonly string[]): string => names.map((name) => `\${${name}}`).join(' ');

/** The fields of version 2, in their order. */
export const DEFAULT_FORMAT = named(Object.keys(FIELDS).filter((name) => versionOf(name) === 2));

/** Refuses a format that is not `${field} ${field} …` of fields that AWS has. */
export const checkFormat = (format: string): void => {
  const names = namesIn(format);
  if (named(names) !== format || names.length === 0 || !names.every((name) => Object.hasOwn(FIELDS, name)))
    throw new AwsFailure(
      'InvalidParameter',
      `1 validation error detected: Value '${format}' at 'logFormat' has an invalid format`,
    );
};

/** The first line of a file: the names of its fields. */
export const headerOf = (format: string): string => namesIn(format).join(' ');

/** One record. Its version is the highest of its fields'; what has no value is `-`. */
export const recordOf = (format: string, entry: FlowLogEntry): string => {
  const names = namesIn(format);
  const version = Math.max(...names.map(versionOf));
  return names.map((name) => (name === 'version' ? version : (FIELDS[name]?.[1](entry) ?? '-'))).join(' ');
};

const namesIn = (format: string): readonly string[] =>
  [...format.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name);
