import type { Place } from '../../operation.js';
import { aclAllows } from './reach-acls.js';
import { groupsAllow, type Traffic } from './reach-groups.js';
import { ownAddress, trackingOf, type Flow, type Passage } from './reach-terms.js';
import type { InterfaceRecord } from '../records.js';

/** Judges a flow that stays in the VPC. `other` is unknown where nothing has the address. */
export const within = (
  place: Place,
  flow: Flow,
  row: InterfaceRecord,
  other: InterfaceRecord | undefined,
  address = other?.privateIps[0] ?? '',
): Passage => {
  const outward = flow.direction === 'out';
  const traffic: Traffic = { protocol: flow.protocol, port: flow.port, peer: address, peerInterface: other };
  const seenThere: Traffic = { ...traffic, peer: ownAddress(row, address), peerInterface: row };
  // "Automatically tracked connections": Network Load Balancers and PrivateLink.
  const always = [row, other].some((one) => one?.type === 'network_load_balancer' || one?.type === 'vpc_endpoint');
  const tracked = trackingOf(place, flow, row, traffic, always);
  const no = (reason: string): Passage => ({ allowed: false, reason, tracked });
  if (!groupsAllow(place, row, outward, traffic)) return no(`the security groups of ${row.id} do not allow it`);
  if (other !== undefined && !groupsAllow(place, other, !outward, seenThere))
    return no(`the security groups of ${other.id} do not allow it`);
  // Within a subnet no network ACL is passed.
  if (other === undefined || other.subnetId !== row.subnetId) {
    if (!aclAllows(place, row.subnetId, outward, traffic)) return no(`the network ACL of ${row.subnetId} denies it`);
    if (other !== undefined && !aclAllows(place, other.subnetId, !outward, seenThere))
      return no(`the network ACL of ${other.subnetId} denies it`);
  }
  return { allowed: true, reason: 'within the VPC', tracked };
};
