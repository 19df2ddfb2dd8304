import type {
  EnterStandbyAnswer,
  EnterStandbyQuery,
  ExitStandbyAnswer,
  ExitStandbyQuery,
} from '@aws-sdk/client-auto-scaling';
import { AwsFailure, operation, type Operations, type Place } from '../operation.js';
import { activityShown, at, beginActivity, endActivity } from './activities.js';
import { changeDesired, shrinking, sizesAllow } from './capacity.js';
import { evaluateSoon } from './evaluation.js';
import { needsOfGroup } from './needs.js';
import { groupOf, namedMembers, type GroupRecord, type MemberRecord } from './records.js';
import { drainsUntil, takeFromLoadBalancers } from './traffic.js';
import { moveTo } from './transitions.js';

/** Lets an instance stand by once its connections are drained. */
export const continueStandby = (place: Place, group: GroupRecord, member: MemberRecord): void => {
  if (drainsUntil(place, group, member.id) !== undefined) return;
  endActivity(place, member.activity, 'Successful');
  const { activity: _, ...rest } = member;
  moveTo(place, rest, 'Standby');
};

/** EnterStandby, ExitStandby ("Temporarily remove instances from your Auto Scaling group"). */
export const standbyOperations: Operations = {
  EnterStandby: operation<EnterStandbyQuery, EnterStandbyAnswer>(
    (call, { AutoScalingGroupName, InstanceIds, ShouldDecrementDesiredCapacity }) => {
      const group = groupOf(call, AutoScalingGroupName);
      const members = namedMembers(call, group, InstanceIds);
      for (const { id, state } of members)
        if (state !== 'InService') throw new AwsFailure('ValidationError', `The instance ${id} is not in InService.`);
      const after = ShouldDecrementDesiredCapacity === true ? group.desired - members.length : group.desired;
      sizesAllow(group, after, `To place into standby ${members.length} instance`);
      const activities = members.map((member, index) => {
        const shrinks = ShouldDecrementDesiredCapacity === true ? shrinking(group.desired - index) : '';
        const activity = beginActivity(call, group, member, {
          description: `Moving EC2 instance to Standby: ${member.id}`,
          cause: at(call, `instance ${member.id} was moved to standby in response to a user request${shrinks}`),
          status: 'InProgress',
          progress: 50,
        });
        takeFromLoadBalancers(call, group, member.id);
        moveTo(call, member, 'EnteringStandby', { activity });
        return activityShown(call, activity);
      });
      changeDesired(call, group.name, after);
      evaluateSoon(call, group);
      return { Activities: activities };
    },
    needsOfGroup('EnterStandby'),
  ),

  ExitStandby: operation<ExitStandbyQuery, ExitStandbyAnswer>((call, { AutoScalingGroupName, InstanceIds }) => {
    const group = groupOf(call, AutoScalingGroupName);
    const members = namedMembers(call, group, InstanceIds);
    for (const { id, state } of members)
      if (state !== 'Standby') throw new AwsFailure('ValidationError', `The instance ${id} is not in Standby.`);
    const after = group.desired + members.length;
    sizesAllow(group, after, `To move out of standby ${members.length} instance`);
    const activities = members.map((member, index) => {
      const before = group.desired + index;
      const activity = beginActivity(call, group, member, {
        description: `Moving EC2 instance out of Standby: ${member.id}`,
        cause: at(
          call,
          `instance ${member.id} was moved out of standby in response to a user request, increasing the capacity from ${before} to ${before + 1}`,
        ),
        status: 'PreInService',
        progress: 30,
      });
      moveTo(call, member, 'Pending', { activity });
      return activityShown(call, activity);
    });
    changeDesired(call, group.name, after);
    evaluateSoon(call, group);
    return { Activities: activities };
  }, needsOfGroup('ExitStandby')),
};
