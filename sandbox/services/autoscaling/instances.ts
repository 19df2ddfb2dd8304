import type {
  ActivityType,
  AutoScalingInstancesType,
  DescribeAutoScalingInstancesType,
  SetInstanceHealthQuery,
  SetInstanceProtectionAnswer,
  SetInstanceProtectionQuery,
  TerminateInstanceInAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { activityShown, at } from './activities.js';
import { changeDesired, shrinking } from './capacity.js';
import { evaluateSoon } from './evaluation.js';
import { detailsShown } from './group-views.js';
import { isInGrace } from './health.js';
import { beginTermination } from './leaving.js';
import { needOn, needsOfGroup } from './needs.js';
import { groupOf, membersIn, namedMembers, type MemberRecord } from './records.js';
import { isCounted, isLeaving } from './transitions.js';

/** An instance of any group, or AWS's refusal. */
const memberOf = (call: Call, id = ''): MemberRecord => {
  const member = membersIn(call).get(id);
  if (member === undefined)
    throw new AwsFailure('ValidationError', `Instance Id not found - No managed instance found for instance ID: ${id}`);
  return member;
};

const needsOfInstance =
  (action: string) =>
  (
    call: Call,
    input: { readonly InstanceId?: string | undefined; readonly AutoScalingGroupName?: string | undefined },
  ) => [needOn(call, action, input.AutoScalingGroupName ?? membersIn(call).get(input.InstanceId ?? '')?.group ?? '*')];

const terminate = (call: Call, input: TerminateInstanceInAutoScalingGroupType): ActivityType => {
  const { InstanceId, InstanceIds, AutoScalingGroupName, ShouldDecrementDesiredCapacity: decrements } = input;
  if ((InstanceId === undefined) === (InstanceIds === undefined) || (InstanceIds && AutoScalingGroupName === undefined))
    throw new AwsFailure(
      'ValidationError',
      'Specify either InstanceId, or InstanceIds together with AutoScalingGroupName.',
    );
  const ids = InstanceIds ?? [InstanceId ?? ''];
  const group = groupOf(call, AutoScalingGroupName ?? memberOf(call, ids[0]).group);
  const members = namedMembers(call, group, ids);
  if (members.some(isLeaving))
    throw new AwsFailure('ScalingActivityInProgress', 'The instance is already leaving the Auto Scaling group.');
  const counted = members.filter(isCounted).length;
  const after = decrements === true ? group.desired - counted : group.desired;
  if (after < group.min)
    throw new AwsFailure(
      'ValidationError',
      `Currently, desiredSize equals minSize (${group.min}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
    );
  const activities = members.map((member, index) => {
    const shrinks = decrements === true ? shrinking(group.desired - index) : '';
    const why = `instance ${member.id} was taken out of service in response to a user request${shrinks}`;
    return activityShown(call, beginTermination(call, group, member, at(call, why)));
  });
  changeDesired(call, group.name, after);
  evaluateSoon(call, group);
  const [first] = activities;
  return { ...(first && { Activity: first }), ...(InstanceIds && { Activities: activities }) };
};

/** What is asked and said of single instances: their health, their protection, their end. */
export const instanceOperations: Operations = {
  DescribeAutoScalingInstances: operation<DescribeAutoScalingInstancesType, AutoScalingInstancesType>(
    (call, { InstanceIds = [], MaxRecords, NextToken }) => {
      const found = membersIn(call)
        .all()
        .filter(({ id }) => InstanceIds.length === 0 || InstanceIds.includes(id));
      const { items, next } = page(found, { max: MaxRecords, token: NextToken, usual: 50 });
      return { AutoScalingInstances: items.map(detailsShown), ...(next && { NextToken: next }) };
    },
  ),

  SetInstanceHealth: operation<SetInstanceHealthQuery, object>(
    (call, { InstanceId, HealthStatus, ShouldRespectGracePeriod = true }) => {
      const member = memberOf(call, InstanceId);
      const group = groupOf(call, member.group);
      if (HealthStatus !== 'Healthy' && HealthStatus !== 'Unhealthy')
        throw new AwsFailure('ValidationError', 'Valid instance health states are: [Healthy, Unhealthy].');
      if (HealthStatus === 'Unhealthy' && ShouldRespectGracePeriod && isInGrace(call, group, member)) return {};
      membersIn(call).put(member.id, { ...member, health: HealthStatus });
      evaluateSoon(call, group);
      return {};
    },
    needsOfInstance('SetInstanceHealth'),
  ),

  SetInstanceProtection: operation<SetInstanceProtectionQuery, SetInstanceProtectionAnswer>(
    (call, { AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn = false }) => {
      for (const member of namedMembers(call, groupOf(call, AutoScalingGroupName), InstanceIds)) {
        if (!['InService', 'EnteringStandby', 'Standby'].includes(member.state))
          throw new AwsFailure(
            'ValidationError',
            `The instance ${member.id} is not in InService or EnteringStandby or Standby.`,
          );
        membersIn(call).put(member.id, { ...member, protected: ProtectedFromScaleIn });
      }
      return {};
    },
    needsOfGroup('SetInstanceProtection'),
  ),

  TerminateInstanceInAutoScalingGroup: operation<TerminateInstanceInAutoScalingGroupType, ActivityType>(
    terminate,
    needsOfInstance('TerminateInstanceInAutoScalingGroup'),
  ),
};
