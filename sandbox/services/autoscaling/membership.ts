import type { AttachInstancesQuery, DetachInstancesAnswer, DetachInstancesQuery } from '@aws-sdk/client-auto-scaling';
import { instancesIn, stateAt } from '../ec2/records.js';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { activityShown, at, beginActivity } from './activities.js';
import { changeDesired, shrinking, sizesAllow } from './capacity.js';
import { evaluateSoon } from './evaluation.js';
import { beginDetachment } from './leaving.js';
import { putGroupTag } from './machines.js';
import { needsOfGroup } from './needs.js';
import { groupOf, membersIn, namedMembers, type GroupRecord } from './records.js';

const attach = (call: Call, group: GroupRecord, id: string, before: number): void => {
  const refuse = (message: string): never => {
    throw new AwsFailure('ValidationError', message);
  };
  const instance = instancesIn(call).get(id);
  if (instance === undefined) return refuse(`Invalid Instance ID(s): [${id}] specified`);
  const other = membersIn(call).get(id)?.group;
  if (other !== undefined) refuse(`Instance ${id} is already part of AutoScalingGroup:${other}`);
  if (stateAt(instance, call.world.clock.now()) !== 'running') refuse(`Instance ${id} is not in correct state`);
  if (!group.zones.includes(instance.zone))
    refuse(`Instance ${id} is not in an Availability Zone of the Auto Scaling group`);
  const activity = beginActivity(call, group, instance, {
    description: `Attaching an existing EC2 instance: ${id}`,
    cause: at(
      call,
      `an instance was attached in response to a user request, increasing the capacity from ${before} to ${before + 1}`,
    ),
    status: 'PreInService',
    progress: 30,
  });
  membersIn(call).put(id, {
    id,
    group: group.name,
    type: instance.type,
    zone: instance.zone,
    subnetId: instance.subnetId,
    imageId: instance.imageId,
    source: {},
    state: 'Pending',
    since: call.world.clock.now(),
    health: 'Healthy',
    protected: group.protectNew,
    activity,
    isNew: false,
    waits: [],
  });
  putGroupTag(call, id, group.name);
};

/** AttachInstances, DetachInstances ("Detach or attach instances from your Auto Scaling group"). */
export const membershipOperations: Operations = {
  AttachInstances: operation<AttachInstancesQuery, object>((call, { AutoScalingGroupName, InstanceIds = [] }) => {
    const group = groupOf(call, AutoScalingGroupName);
    const after = group.desired + InstanceIds.length;
    sizesAllow(group, after, `To attach ${InstanceIds.length} more instance`);
    for (const [index, id] of InstanceIds.entries()) attach(call, group, id, group.desired + index);
    changeDesired(call, group.name, after);
    evaluateSoon(call, group);
    return {};
  }, needsOfGroup('AttachInstances')),

  DetachInstances: operation<DetachInstancesQuery, DetachInstancesAnswer>(
    (call, { AutoScalingGroupName, InstanceIds, ShouldDecrementDesiredCapacity: decrements }) => {
      const group = groupOf(call, AutoScalingGroupName);
      const members = namedMembers(call, group, InstanceIds);
      for (const { id, state } of members)
        if (state !== 'InService' && state !== 'Standby')
          throw new AwsFailure('ValidationError', `The instance ${id} is not in InService or Standby.`);
      // What stands by no longer counts.
      const counted = members.filter(({ state }) => state === 'InService').length;
      const after = decrements === true ? group.desired - counted : group.desired;
      sizesAllow(group, after, `To detach ${members.length} instance`);
      const activities = members.map((member, index) => {
        const shrinks = decrements === true ? shrinking(group.desired - index) : '';
        const cause = at(call, `instance ${member.id} was detached in response to a user request${shrinks}`);
        return activityShown(call, beginDetachment(call, group, member, cause));
      });
      changeDesired(call, group.name, after);
      evaluateSoon(call, group);
      return { Activities: activities };
    },
    needsOfGroup('DetachInstances'),
  ),
};
