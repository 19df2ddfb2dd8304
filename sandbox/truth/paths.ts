import { aclAllows } from '../services/ec2/reach/reach-acls.js';
import type { Traffic } from '../services/ec2/reach/reach-groups.js';
import { isLocal, wayTo } from '../services/ec2/reach/reach-routes.js';
import { interfacesIn, type InterfaceRecord } from '../services/ec2/records.js';
import type { Place } from '../services/operation.js';
import type { FlowRecord, Path } from './records.js';

/** The ends of a flow that are one and the same whatever happens to it. */
export type FlowEnds = Pick<FlowRecord, 'interfaceId' | 'kind' | 'direction' | 'remote' | 'protocol' | 'port'>;

/** The flow as security groups and network ACLs see it. */
export const trafficOf = (place: Place, owner: InterfaceRecord, { protocol, port, remote }: FlowEnds): Traffic => ({
  protocol,
  port,
  peer: remote,
  peerInterface: peerOf(place, owner, remote),
});

/** The interface of the same VPC that a flow leads to, if it does. */
export const peerOf = (place: Place, owner: InterfaceRecord, remote: string): InterfaceRecord | undefined =>
  interfacesIn(place)
    .all()
    .find((one) => one.vpcId === owner.vpcId && [...one.privateIps, ...one.ipv6].includes(remote));

/** Neither groups nor network ACLs nor routes see traffic to Amazon's DNS and to the instance's own metadata. */
export const isUnseen = ({ kind }: FlowEnds): boolean => kind === 'dns' || kind === 'imds';

/** The way between an interface and the other side of a flow; undefined when there is none. */
export const pathOf = (place: Place, owner: InterfaceRecord, flow: FlowEnds): Path | undefined => {
  if (isUnseen(flow) || isLocal(place, owner.vpcId, flow.remote)) return 'local';
  const { kind } = wayTo(place, owner, flow.remote);
  return kind === 'none' ? undefined : kind;
};

/** Whether network ACLs let both directions of a flow through: they keep no state, so this is asked of living flows. */
export const aclsAllow = (place: Place, owner: InterfaceRecord, flow: FlowEnds): boolean => {
  const isOutward = flow.direction === 'out';
  const traffic = trafficOf(place, owner, flow);
  const own = { ...traffic, peer: (flow.remote.includes(':') ? owner.ipv6[0] : owner.privateIps[0]) ?? '' };
  const { peerInterface: peer } = traffic;
  if (peer !== undefined)
    // Within a subnet no network ACL is passed.
    return (
      peer.subnetId === owner.subnetId ||
      (aclAllows(place, owner.subnetId, isOutward, traffic) && aclAllows(place, peer.subnetId, !isOutward, own))
    );
  if (!aclAllows(place, owner.subnetId, isOutward, traffic)) return false;
  const way = wayTo(place, owner, flow.remote);
  if (way.kind !== 'nat' || way.gateway.subnetId === owner.subnetId) return true;
  const { subnetId } = way.gateway;
  return aclAllows(place, subnetId, false, own) && aclAllows(place, subnetId, true, traffic);
};
