import type {
  CreateAutoScalingGroupType,
  DeleteAutoScalingGroupType,
  SetDesiredCapacityType,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { uuid } from '../ids.js';
import { AwsFailure, type Call } from '../operation.js';
import { at, lastScaledAt } from './activities.js';
import { evaluateSoon } from './evaluation.js';
import { forgetGroup } from './group-life.js';
import { newSettings, updatedSettings } from './group-settings.js';
import { checkSizes, sourceFor } from './group-source.js';
import { checkLaunchable } from './machines.js';
import { groupOf, groupsIn, membersOf, type GroupRecord } from './records.js';
import { tagsFrom } from './tag-values.js';
import { isMoving } from './transitions.js';

/** The most groups per Region ("Quotas for Amazon EC2 Auto Scaling resources and APIs"). */
const MOST = 500;

/** Makes a group, without instances yet. */
export const createGroup = (call: Call, input: CreateAutoScalingGroupType): GroupRecord => {
  const name = input.AutoScalingGroupName ?? '';
  const before = groupsIn(call).get(name);
  if (before !== undefined)
    throw new AwsFailure(
      'AlreadyExists',
      before.deleting === true
        ? `AutoScalingGroup by this name already exists - A group with the name ${name} is pending delete`
        : `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
    );
  if (groupsIn(call).all().length >= MOST)
    throw new AwsFailure('LimitExceeded', 'The maximum number of Auto Scaling groups has been reached.');
  const { MinSize: min = 0, MaxSize: max = 0, DesiredCapacity: desired = min } = input;
  checkSizes({ min, max, desired });
  const created: GroupRecord = {
    name,
    arn: `arn:aws:autoscaling:${call.region}:${call.account}:autoScalingGroup:${uuid()}:autoScalingGroupName/${name}`,
    createdAt: call.world.clock.now(),
    source: sourceFor(call, input),
    min,
    max,
    desired,
    suspended: [],
    tags: tagsFrom(name, input.Tags),
    wish: at(call, `a user request created an AutoScalingGroup changing the desired capacity from 0 to ${desired}`),
    ...newSettings(call, input),
  };
  checkLaunchable(call, created);
  return groupsIn(call).put(name, created);
};

/** Changes what is given of a group. */
export const updateGroup = (call: Call, input: UpdateAutoScalingGroupType): GroupRecord => {
  const group = changeable(groupOf(call, input.AutoScalingGroupName));
  const min = input.MinSize ?? group.min;
  const max = input.MaxSize ?? group.max;
  // Without a desired capacity, new limits move the old one ("UpdateAutoScalingGroup").
  const desired = input.DesiredCapacity ?? Math.min(Math.max(group.desired, min), max);
  checkSizes({ min, max, desired });
  const hasSource = input.LaunchTemplate ?? input.LaunchConfigurationName ?? input.MixedInstancesPolicy;
  const changed: GroupRecord = {
    ...group,
    ...updatedSettings(call, group, input),
    ...(hasSource !== undefined && { source: sourceFor(call, input) }),
    min,
    max,
    desired,
    ...(desired !== group.desired && {
      wish: at(
        call,
        `a user request update of AutoScalingGroup constraints to min: ${min}, max: ${max}, desired: ${desired} changing the desired capacity from ${group.desired} to ${desired}`,
      ),
    }),
  };
  if (hasSource !== undefined) checkLaunchable(call, changed);
  return groupsIn(call).put(group.name, changed);
};

const changeable = (group: GroupRecord): GroupRecord => {
  if (group.deleting === true)
    throw new AwsFailure('ScalingActivityInProgress', `The group ${group.name} is pending delete.`);
  return group;
};

/** Sets the desired capacity; with `HonorCooldown` not while something scales or its cooldown runs. */
export const setDesired = (
  call: Call,
  { AutoScalingGroupName, DesiredCapacity = 0, HonorCooldown }: SetDesiredCapacityType,
) => {
  const group = changeable(groupOf(call, AutoScalingGroupName));
  const limit = DesiredCapacity > group.max ? `above max value ${group.max}` : `below min value ${group.min}`;
  if (DesiredCapacity > group.max || DesiredCapacity < group.min)
    throw new AwsFailure(
      'ValidationError',
      `New SetDesiredCapacity value ${DesiredCapacity} is ${limit} for the AutoScalingGroup.`,
    );
  const scaledAt = lastScaledAt(call, group.name);
  const isCoolingDown = scaledAt === undefined || scaledAt + group.cooldown * 1000 > call.world.clock.now();
  if (HonorCooldown === true && isCoolingDown)
    throw new AwsFailure(
      'ScalingActivityInProgress',
      `You cannot change the desired capacity of ${group.name} while a scaling activity or its cooldown is in progress.`,
    );
  if (DesiredCapacity === group.desired) return;
  groupsIn(call).put(group.name, {
    ...group,
    desired: DesiredCapacity,
    wish: at(
      call,
      `a user request explicitly set group desired capacity changing the desired capacity from ${group.desired} to ${DesiredCapacity}`,
    ),
  });
  evaluateSoon(call, group);
};

/** Deletes an empty group at once; by force one with instances, which end first. */
export const deleteGroup = (call: Call, { AutoScalingGroupName, ForceDelete }: DeleteAutoScalingGroupType): void => {
  const group = groupOf(call, AutoScalingGroupName);
  const members = membersOf(call, group.name);
  if (ForceDelete === true && members.length > 0) {
    evaluateSoon(call, groupsIn(call).put(group.name, { ...group, deleting: true, min: 0, max: 0, desired: 0 }));
    return;
  }
  if (members.some(isMoving) && members.every((one) => one.state.startsWith('Terminating')))
    throw new AwsFailure(
      'ScalingActivityInProgress',
      'You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.',
    );
  if (members.length > 0)
    throw new AwsFailure(
      'ResourceInUse',
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
    );
  forgetGroup(call, group);
};
