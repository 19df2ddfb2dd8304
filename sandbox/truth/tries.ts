import { isDeepStrictEqual } from 'node:util';
import { blockModeOf } from '../services/ec2/account-switches.js';
import { publicIpsOf } from '../services/ec2/interfaces/public-addresses.js';
import { aclPasses } from '../services/ec2/reach/reach-acls.js';
import { groupsAllow } from '../services/ec2/reach/reach-groups.js';
import { wayTo } from '../services/ec2/reach/reach-routes.js';
import { ownAddress } from '../services/ec2/reach/reach-terms.js';
import { interfacesIn, type InterfaceRecord } from '../services/ec2/records.js';
import type { Place } from '../services/operation.js';
import { peerOf, trafficOf } from './paths.js';
import type { FlowRecord, Meeting, Tries } from './records.js';
import { hostProblem } from './verdict.js';

/** How often whoever is behind a flow that ended tries to open it again, in milliseconds. */
export const TRY_EVERY = 10_000;

/** The tries of a flow that ended and cannot be opened now, up to date. */
export const triesOf = (place: Place, flow: FlowRecord): readonly Tries[] => {
  const met = meetingsOf(place, flow);
  const last = flow.tries.at(-1)?.met ?? [];
  return isDeepStrictEqual(met, last) ? flow.tries : [...flow.tries, { since: place.world.clock.now(), met }];
};

/** The tries of a flow that is open again: there are no more. */
export const endedTries = (place: Place, { tries }: FlowRecord): readonly Tries[] =>
  tries.length === 0 ? tries : [...tries, { since: place.world.clock.now(), met: [] }];

/** A place that packets pass, in their order: at an interface of the account, or somewhere between. */
type Gate = {
  readonly at?: InterfaceRecord;
  readonly egress: boolean;
  readonly passes: boolean;
  readonly reason?: 'BPA';
};

/** What the packets of one try meet, up to where they are dropped. */
const meetingsOf = (place: Place, flow: FlowRecord): readonly Meeting[] => {
  const owner = interfacesIn(place).get(flow.interfaceId);
  if (owner === undefined || flow.taps.length === 0 || hostProblem(place, flow) !== undefined) return [];
  const gates = gatesOf(place, owner, flow);
  const closed = gates.findIndex((gate) => !gate.passes);
  // All are open, and still it does not get through: it is dropped on the way, where no interface sees it.
  const last = closed < 0 ? gates.findIndex((gate) => gate.at === undefined) : closed;
  return gates.slice(0, last + 1).flatMap(({ at, egress, passes, reason }) =>
    at === undefined
      ? []
      : [
          {
            interfaceId: at.id,
            egress,
            action: passes ? 'ACCEPT' : 'REJECT',
            ...(reason !== undefined && { reason }),
          },
        ],
  );
};

const gatesOf = (place: Place, owner: InterfaceRecord, flow: FlowRecord): readonly Gate[] => {
  const peer = peerOf(place, owner, flow.remote);
  const isOutward = flow.direction === 'out';
  // Within a subnet no network ACL is passed.
  const hasAcls = peer?.subnetId !== owner.subnetId;
  const gate = (at: InterfaceRecord | undefined, egress: boolean, packets: 'opening' | 'answer'): readonly Gate[] => {
    if (at === undefined) return [];
    const other = at === owner ? flow.remote : ownAddress(owner, flow.remote);
    const traffic = { ...trafficOf(place, owner, flow), peer: other, peerInterface: at === owner ? peer : owner };
    const isAllowed = packets === 'answer' || groupsAllow(place, at, egress, traffic);
    return [{ at, egress, passes: isAllowed && (!hasAcls || aclPasses(place, at.subnetId, egress, traffic, packets)) }];
  };
  const [opener, responder] = isOutward ? [owner, peer] : [peer, owner];
  const between = peer === undefined ? gatesOutside(place, owner, flow) : [{ egress: false, passes: true }];
  return [
    ...gate(opener, true, 'opening'),
    ...between,
    ...gate(responder, false, 'opening'),
    ...gate(responder, true, 'answer'),
    ...gate(opener, false, 'answer'),
  ];
};

/** The edge of the VPC: Block Public Access, which shows at the interface, and the way, which does not. */
const gatesOutside = (place: Place, owner: InterfaceRecord, { remote, direction }: FlowRecord): readonly Gate[] => {
  const way = wayTo(place, owner, remote);
  const isOutward = direction === 'out';
  const mode = blockModeOf(place);
  const isBlocked = isOutward ? mode === 'block-bidirectional' && way.kind === 'none' : mode !== 'off';
  const isPublic = remote.includes(':') ? owner.ipv6.length > 0 : publicIpsOf(owner).length > 0;
  if (isBlocked && isPublic) return [{ at: owner, egress: isOutward, passes: false, reason: 'BPA' }];
  return [{ egress: isOutward, passes: isOutward ? way.kind !== 'none' : way.kind === 'internet' }];
};
