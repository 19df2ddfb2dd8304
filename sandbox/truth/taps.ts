import { addressText, holds, parseCidr } from '../services/ec2/cidr.js';
import { subnetsIn, vpcsIn } from '../services/ec2/network/network-records.js';
import { ownAddress } from '../services/ec2/reach/reach-terms.js';
import type { InterfaceRecord } from '../services/ec2/records.js';
import type { Place } from '../services/operation.js';
import { isUnseen, peerOf, type FlowEnds } from './paths.js';
import type { Tap } from './records.js';

// Instance metadata, Amazon DNS, Amazon Time Sync and the activation of Windows licenses.
const UNLOGGED = [
  '169.254.169.254/32',
  '169.254.169.253/32',
  '169.254.169.123/32',
  '169.254.169.250/31',
  'fd00:ec2::/32',
];
const DHCP = [67, 68];

/** The interfaces at which flow logs see a flow: its own, and the one in the same VPC that it leads to. */
export const tapsOf = (place: Place, owner: InterfaceRecord, flow: FlowEnds): readonly Tap[] => {
  if (isUnlogged(place, owner, flow)) return [];
  const peer = peerOf(place, owner, flow.remote);
  const [own, other] =
    flow.direction === 'out' ? (['opener', 'responder'] as const) : (['responder', 'opener'] as const);
  return [tapAt(owner, flow, own), ...(peer === undefined ? [] : [tapAt(peer, flow, other)])];
};

const tapAt = (row: InterfaceRecord, { remote }: FlowEnds, side: Tap['side']): Tap => ({
  interfaceId: row.id,
  vpcId: row.vpcId,
  subnetId: row.subnetId,
  zone: row.zone,
  ...(row.attachment !== undefined && { instanceId: row.attachment.instanceId }),
  address: ownAddress(row, remote),
  side,
});

/** What "Flow log limitations" (Amazon VPC User Guide) says is not logged. */
const isUnlogged = (place: Place, owner: InterfaceRecord, flow: FlowEnds): boolean =>
  isUnseen(flow) ||
  (flow.protocol === 'udp' && DHCP.includes(flow.port ?? 0)) ||
  UNLOGGED.some((block) => holds(block, flow.remote)) ||
  reservedOf(place, owner).includes(flow.remote);

/** The VPC's router in the subnet, and Amazon's DNS server: the first and the second address after the network's own. */
const reservedOf = (place: Place, { vpcId, subnetId }: InterfaceRecord): readonly (string | undefined)[] => [
  addressIn(subnetsIn(place).get(subnetId)?.cidr, 1n),
  addressIn(vpcsIn(place).get(vpcId)?.cidrs[0]?.cidr, 2n),
];

const addressIn = (block: string | undefined, offset: bigint): string | undefined => {
  const cidr = parseCidr(block ?? '');
  return cidr && addressText(cidr.first + offset, cidr.version);
};
