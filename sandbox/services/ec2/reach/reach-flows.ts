import type { Place } from '../../operation.js';
import { addressText, parseCidr } from '../cidr.js';
import { vpcsIn } from '../network/network-records.js';
import { beyond } from './reach-beyond.js';
import { isLocal } from './reach-routes.js';
import type { Flow, Passage } from './reach-terms.js';
import { within } from './reach-within.js';
import { interfacesIn, type InterfaceRecord } from '../records.js';

/**
 * Judges a new flow as AWS's network would: groups of both sides, network ACLs there and back, routes and public
 * addresses. Whether anything runs and listens there is not asked. Flows that are open already are another matter:
 * tracked ones outlive a change of rules.
 */
export const mayFlow = (place: Place, flow: Flow): Passage => {
  const row = interfacesIn(place).get(flow.interfaceId);
  if (row === undefined || (row.attachment === undefined && !row.requesterManaged))
    return refusal(`${flow.interfaceId} is attached to nothing`);
  const { remote } = flow;
  if ('interfaceId' in remote) {
    const other = interfacesIn(place).get(remote.interfaceId);
    if (other?.vpcId !== row.vpcId) return refusal(`${remote.interfaceId} is not in the same VPC`);
    return within(place, flow, row, other);
  }
  const address = 'ip' in remote ? remote.ip : remote.cidr;
  if (flow.direction === 'out' && isUnfiltered(place, row, address))
    return { allowed: true, reason: 'neither groups nor ACLs filter it', tracked: 'untracked' };
  if (isLocal(place, row.vpcId, address)) return within(place, flow, row, holderOf(place, row.vpcId, address), address);
  return beyond(place, flow, row, address);
};

const refusal = (reason: string): Passage => ({ allowed: false, reason, tracked: 'tracked' });

const holderOf = (place: Place, vpcId: string, ip: string): InterfaceRecord | undefined =>
  interfacesIn(place)
    .all()
    .find((one) => one.vpcId === vpcId && [...one.privateIps, ...one.ipv6].includes(ip));

// Instance metadata, Amazon DNS and Amazon's time service.
const LINK_LOCAL = ['169.254.169.254', '169.254.169.253', '169.254.169.123', 'fd00:ec2::254', 'fd00:ec2::253'];

/** What "Control traffic using security groups" and "Network ACL basics" name as never filtered. */
const isUnfiltered = (place: Place, row: InterfaceRecord, address: string): boolean => {
  const vpc = vpcsIn(place).get(row.vpcId);
  const block = parseCidr(vpc?.cidrs[0]?.cidr ?? '');
  const resolver = block && addressText(block.first + 2n, 4);
  return LINK_LOCAL.includes(address) || (vpc?.dnsSupport === true && address === resolver);
};
