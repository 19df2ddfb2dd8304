import type { Place } from '../../operation.js';
import { holds } from '../cidr.js';
import { entriesOf } from '../network/network-acl-views.js';
import { aclsIn, type AclEntry } from '../network/network-records.js';
import type { Traffic } from './reach-groups.js';

const NUMBERS = { icmp: '1', tcp: '6', udp: '17', icmpv6: '58' } as const;

// A port of the range that Linux, Windows and NAT gateways all take for the side that opens a connection
// ("Ephemeral ports", Amazon VPC User Guide).
const EPHEMERAL = 50_000;

const matches = (entry: AclEntry, egress: boolean, { protocol, peer }: Traffic, port: number | undefined): boolean => {
  if (entry.egress !== egress || !holds(entry.cidr, peer)) return false;
  if (entry.protocol === '-1') return true;
  if (entry.protocol !== NUMBERS[protocol]) return false;
  if (entry.icmp !== undefined) return entry.icmp.type === -1;
  return port !== undefined && entry.ports !== undefined && port >= entry.ports.from && port <= entry.ports.to;
};

const passes = (
  place: Place,
  subnetId: string,
  egress: boolean,
  traffic: Traffic,
  port: number | undefined,
): boolean => {
  const acl = aclsIn(place)
    .all()
    .find((one) => one.associations.some((association) => association.subnetId === subnetId));
  return (
    acl !== undefined && (entriesOf(place, acl).find((one) => matches(one, egress, traffic, port))?.allow ?? false)
  );
};

/**
 * Whether a subnet's network ACL lets one direction of a flow through: what opens it, or what answers it, which goes to
 * the port that the opening side took.
 */
export const aclPasses = (
  place: Place,
  subnetId: string,
  egress: boolean,
  traffic: Traffic,
  packets: 'opening' | 'answer',
): boolean => {
  const port = packets === 'opening' || traffic.port === undefined ? traffic.port : EPHEMERAL;
  return passes(place, subnetId, egress, traffic, port);
};

/**
 * Whether a subnet's network ACL lets a flow and its answers through. ACLs keep no state: the way back is judged by
 * itself. `outward` is how the flow is opened, seen from the subnet.
 */
export const aclAllows = (place: Place, subnetId: string, outward: boolean, traffic: Traffic): boolean =>
  aclPasses(place, subnetId, outward, traffic, 'opening') && aclPasses(place, subnetId, !outward, traffic, 'answer');
