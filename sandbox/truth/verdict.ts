import { publicIpsOf } from '../services/ec2/interfaces/public-addresses.js';
import { leavesUntracked } from '../services/ec2/reach/reach-groups.js';
import { mayFlow, type Passage } from '../services/ec2/reach/reachability.js';
import { instancesIn, interfacesIn, stateAt, type InterfaceRecord } from '../services/ec2/records.js';
import type { Place } from '../services/operation.js';
import { aclsAllow, isUnseen, pathOf, trafficOf, type FlowEnds } from './paths.js';
import { settingsOf } from '../world/settings.js';
import type { FlowRecord, Tracking } from './records.js';

/** Judges a flow that opens now. */
export const passage = (place: Place, flow: FlowEnds): Passage => {
  const host = hostProblem(place, flow);
  if (host !== undefined) return { allowed: false, reason: host, tracked: 'tracked' };
  if (isUnseen(flow)) return { allowed: true, reason: 'neither groups nor ACLs filter it', tracked: 'untracked' };
  const { interfaceId, direction, protocol, port, remote } = flow;
  return mayFlow(place, {
    interfaceId,
    direction,
    protocol,
    ...(port !== undefined && { port }),
    remote: { ip: remote },
  });
};

/** Why a living flow ends now; undefined when it lives on. */
export const ending = (place: Place, flow: FlowRecord): string | undefined => {
  const host = hostProblem(place, flow);
  const owner = interfacesIn(place).get(flow.interfaceId);
  if (host !== undefined || owner === undefined) return host ?? 'interface gone';
  if (isUnseen(flow)) return undefined;
  if (flow.publicIp !== undefined && !publicIpsOf(owner).some(({ ip }) => ip === flow.publicIp))
    return 'address disassociated';
  if (pathOf(place, owner, flow) !== flow.path) return 'route changed';
  if (!aclsAllow(place, owner, flow)) return 'network ACL';
  if (passage(place, flow).allowed) return undefined;
  if (flow.tracking === 'untracked') return 'security groups';
  return !flow.busy && isTimedOut(place, owner, flow) ? 'idle timeout' : undefined;
};

/**
 * How security groups treat a living flow. That a tracked flow becomes untracked under all-open rules, AWS does not
 * state plainly: a world can choose against it (`TruthSettings.untrackWorks`). What is always tracked stays so.
 */
export const trackingOf = (place: Place, owner: InterfaceRecord, flow: FlowRecord): Tracking => {
  if (flow.tracking === 'always-tracked' || isUnseen(flow)) return flow.tracking;
  const traffic = trafficOf(place, owner, flow);
  const isOutward = flow.direction === 'out';
  if (flow.tracking === 'untracked') return leavesUntracked(place, owner, isOutward, traffic) ? 'untracked' : 'tracked';
  // Untracked in both directions is what only rules are that open every port to everyone, both ways.
  const isAllOpen = [true, false].every((egress) => leavesUntracked(place, owner, egress, traffic));
  return isAllOpen && settingsOf(place.world).untrackWorks ? 'untracked' : 'tracked';
};

/** What keeps the host itself from talking. */
export const hostProblem = (place: Place, flow: FlowEnds): string | undefined => {
  const attachment = interfacesIn(place).get(flow.interfaceId)?.attachment;
  if (attachment === undefined) return 'interface detached';
  const instance = instancesIn(place).get(attachment.instanceId);
  const now = place.world.clock.now();
  if (instance === undefined || stateAt(instance, now) !== 'running') return 'instance not running';
  const { endpoint, appliedAt } = instance.metadata;
  return flow.kind === 'imds' && endpoint === 'disabled' && appliedAt <= now ? 'metadata endpoint disabled' : undefined;
};

/** Idle timeouts of connection tracking in seconds, where the interface names none ("Idle connection tracking timeout"). */
const isTimedOut = (place: Place, { tracking }: InterfaceRecord, flow: FlowRecord): boolean => {
  const seconds = {
    tcp: tracking?.tcpEstablished ?? 432_000,
    udp: tracking?.udpStream ?? 180,
    icmp: 60,
  }[flow.protocol];
  return place.world.clock.now() >= flow.openedAt + seconds * 1000;
};
