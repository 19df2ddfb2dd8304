import type { Place } from '../../operation.js';
import { blockModeOf } from '../account-switches.js';
import { aclAllows } from './reach-acls.js';
import { groupsAllow, type Traffic } from './reach-groups.js';
import { wayTo, type Way } from './reach-routes.js';
import { ownAddress, trackingOf, type Flow, type Passage } from './reach-terms.js';
import type { InterfaceRecord } from '../records.js';

/** Judges a flow between the VPC and what is outside of it. */
export const beyond = (place: Place, flow: Flow, row: InterfaceRecord, address: string): Passage => {
  const outward = flow.direction === 'out';
  const way = wayTo(place, row, address);
  const traffic: Traffic = { protocol: flow.protocol, port: flow.port, peer: address };
  const tracked = trackingOf(place, flow, row, traffic, isAlwaysTracked(way));
  const no = (reason: string): Passage => ({ allowed: false, reason, tracked });
  if (way.kind === 'none') return no(way.reason);
  if (!outward && way.kind !== 'internet') return no(`nothing outside can open a connection to ${row.id}`);
  if (!outward && blockModeOf(place) !== 'off') return no('VPC Block Public Access is on');
  if (!groupsAllow(place, row, outward, traffic)) return no(`the security groups of ${row.id} do not allow it`);
  if (!aclAllows(place, row.subnetId, outward, traffic)) return no(`the network ACL of ${row.subnetId} denies it`);
  if (way.kind === 'nat' && way.gateway.subnetId !== row.subnetId) {
    const { subnetId } = way.gateway;
    const inside: Traffic = { ...traffic, peer: ownAddress(row, address) };
    if (!aclAllows(place, subnetId, false, inside) || !aclAllows(place, subnetId, true, traffic))
      return no(`the network ACL of ${subnetId} denies it`);
  }
  return { allowed: true, reason: way.kind, tracked };
};

// "Automatically tracked connections": NAT and egress-only gateways, and gateway endpoints of DynamoDB.
const isAlwaysTracked = (way: Way): boolean =>
  way.kind === 'nat' ||
  way.kind === 'egress-only' ||
  (way.kind === 'gateway-endpoint' && way.service.endsWith('.dynamodb'));
