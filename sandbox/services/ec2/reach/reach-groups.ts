import type { Place } from '../../operation.js';
import { holds } from '../cidr.js';
import type { RuleRecord } from '../network/network-records.js';
import { prefixLists } from '../network/prefix-lists.js';
import type { InterfaceRecord } from '../records.js';
import { rulesOf } from '../groups/security-group-store.js';

/** What a filter looks at: protocol, the responder's port, and who is on the other side. */
export type Traffic = {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  /** None for ICMP. */
  readonly port?: number | undefined;
  /** The other side's address or block; a rule must hold all of it. */
  readonly peer: string;
  /** The other side, where it is an interface of the same VPC: only then do rules that name groups count. */
  readonly peerInterface?: InterfaceRecord | undefined;
};

const EVERY_PORT = { from: 0, to: 65_535 };

const rulesFor = (place: Place, row: InterfaceRecord, egress: boolean): readonly RuleRecord[] =>
  row.groups.flatMap((id) => rulesOf(place, id).filter((one) => one.egress === egress));

const takesPort = (rule: RuleRecord, { protocol, port }: Traffic): boolean => {
  if (rule.protocol === '-1') return true;
  if (rule.protocol !== protocol) return false;
  // For ICMP the ports are type and code; an echo request is type 8 (IPv6: 128).
  if (port === undefined) return [-1, 8, 128].includes(rule.from ?? -1);
  return port >= (rule.from ?? 0) && port <= (rule.to ?? EVERY_PORT.to);
};

const takesPeer = (place: Place, { peer }: RuleRecord, traffic: Traffic): boolean => {
  switch (peer.kind) {
    case 'ipv4':
    case 'ipv6':
      return holds(peer.value, traffic.peer);
    case 'prefix-list':
      return (
        prefixLists(place)
          .find((one) => one.id === peer.value)
          ?.cidrs.some((cidr) => holds(cidr, traffic.peer)) ?? false
      );
    case 'group':
      return traffic.peerInterface?.groups.includes(peer.value) ?? false;
  }
};

/** Whether an interface's groups let a new flow through. Interfaces without any group are not filtered (NAT, NLB). */
export const groupsAllow = (place: Place, row: InterfaceRecord, egress: boolean, traffic: Traffic): boolean =>
  row.groups.length === 0 ||
  rulesFor(place, row, egress).some((rule) => takesPort(rule, traffic) && takesPeer(place, rule, traffic));

/**
 * Whether the groups leave a flow untracked: TCP or UDP that a rule opens to every address, with a rule of the other
 * direction that opens all ports to every address ("Untracked connections", EC2 security group connection tracking).
 */
export const leavesUntracked = (place: Place, row: InterfaceRecord, egress: boolean, traffic: Traffic): boolean => {
  if (traffic.protocol !== 'tcp' && traffic.protocol !== 'udp') return false;
  const everywhere = traffic.peer.includes(':') ? '::/0' : '0.0.0.0/0';
  const toAll = (rule: RuleRecord): boolean => rule.peer.value === everywhere;
  const allPorts = (rule: RuleRecord): boolean =>
    rule.protocol === '-1' ||
    (rule.protocol === traffic.protocol && rule.from === EVERY_PORT.from && rule.to === EVERY_PORT.to);
  return (
    rulesFor(place, row, egress).some((rule) => toAll(rule) && takesPort(rule, traffic)) &&
    rulesFor(place, row, !egress).some((rule) => toAll(rule) && allPorts(rule))
  );
};
