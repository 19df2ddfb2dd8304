import { instancesIn, stateAt } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { beginActivity, endActivity, holdActivity } from './activities.js';
import { putGroupTag, terminate } from './machines.js';
import { membersIn, type GroupRecord, type MemberRecord } from './records.js';
import { drainsUntil, takeFromLoadBalancers } from './traffic.js';
import { moveTo } from './transitions.js';
import { holdForHooks } from './waits.js';

/**
 * Begins to terminate an instance: connections drain first, then hooks hold it. Termination protection of EC2 does not
 * stop this ("Change instance termination protection", Amazon EC2 User Guide).
 */
export const beginTermination = (place: Place, group: GroupRecord, member: MemberRecord, cause: string): string => {
  endActivity(place, member.activity, 'Cancelled', 'Instance is being terminated');
  const activity = beginActivity(place, group, member, {
    description: `Terminating EC2 instance: ${member.id}`,
    cause,
    status: 'InProgress',
    progress: 0,
  });
  const drains = takeFromLoadBalancers(place, group, member.id);
  if (drains) holdActivity(place, activity, 'WaitingForELBConnectionDraining', 'Waiting For ELB Connection Draining');
  moveTo(place, member, 'Terminating', { activity, waits: [] });
  return activity;
};

/** Takes a terminating instance on: `Terminating`, its hooks, then EC2. */
export const continueTermination = (place: Place, group: GroupRecord, member: MemberRecord): void => {
  if (member.state === 'Terminating:Wait') return;
  const instance = instancesIn(place).get(member.id);
  const state = instance === undefined ? 'terminated' : stateAt(instance, place.world.clock.now());
  if (state === 'terminated') {
    endActivity(place, member.activity, 'Successful');
    membersIn(place).delete(member.id);
    return;
  }
  const drains = drainsUntil(place, group, member.id) !== undefined && group.deleting !== true;
  if (state === 'shutting-down' || drains) return;
  holdActivity(place, member.activity, 'InProgress');
  const isHeld = member.state === 'Terminating' && group.deleting !== true && holdForHooks(place, group, member);
  if (isHeld) return;
  if (member.state === 'Terminating') moveTo(place, member, 'Terminating:Proceed');
  terminate(place, member.id);
};

/** Begins to detach an instance: it leaves the group once its connections are drained, and lives on. */
export const beginDetachment = (place: Place, group: GroupRecord, member: MemberRecord, cause: string): string => {
  const activity = beginActivity(place, group, member, {
    description: `Detaching EC2 instance: ${member.id}`,
    cause,
    status: 'InProgress',
    progress: 50,
  });
  takeFromLoadBalancers(place, group, member.id);
  moveTo(place, member, 'Detaching', { activity });
  return activity;
};

/** Lets a detaching instance go once nothing drains any more. */
export const continueDetachment = (place: Place, group: GroupRecord, member: MemberRecord): void => {
  if (drainsUntil(place, group, member.id) !== undefined) return;
  endActivity(place, member.activity, 'Successful');
  membersIn(place).delete(member.id);
  putGroupTag(place, member.id, undefined);
};
