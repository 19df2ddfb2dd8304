import type {
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  CreateAutoScalingGroupType,
  DeleteAutoScalingGroupType,
  SetDesiredCapacityType,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { operation, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { evaluateSoon } from './evaluation.js';
import { createGroup, deleteGroup, setDesired, updateGroup } from './group-changes.js';
import { groupShown, passes } from './group-views.js';
import { putHook } from './hook-settings.js';
import { needsOfGroup } from './needs.js';
import { groupsIn } from './records.js';

/** CreateAutoScalingGroup, UpdateAutoScalingGroup, SetDesiredCapacity, DeleteAutoScalingGroup, DescribeAutoScalingGroups. */
export const groupOperations: Operations = {
  CreateAutoScalingGroup: operation<CreateAutoScalingGroupType, object>((call, input) => {
    const group = createGroup(call, input);
    if (group.tags.length > 0) call.require({ action: 'autoscaling:CreateOrUpdateTags', resources: [group.arn] });
    for (const hook of input.LifecycleHookSpecificationList ?? []) putHook(call, group, hook);
    call.require({
      action: 'ec2:RunInstances',
      resources: [`arn:aws:ec2:${call.region}:${call.account}:instance/*`],
    });
    evaluateSoon(call, group);
    return {};
  }, needsOfGroup('CreateAutoScalingGroup')),

  UpdateAutoScalingGroup: operation<UpdateAutoScalingGroupType, object>((call, input) => {
    evaluateSoon(call, updateGroup(call, input));
    return {};
  }, needsOfGroup('UpdateAutoScalingGroup')),

  SetDesiredCapacity: operation<SetDesiredCapacityType, object>((call, input) => {
    setDesired(call, input);
    return {};
  }, needsOfGroup('SetDesiredCapacity')),

  DeleteAutoScalingGroup: operation<DeleteAutoScalingGroupType, object>((call, input) => {
    deleteGroup(call, input);
    return {};
  }, needsOfGroup('DeleteAutoScalingGroup')),

  DescribeAutoScalingGroups: operation<AutoScalingGroupNamesType, AutoScalingGroupsType>((call, input) => {
    const { AutoScalingGroupNames = [], Filters = [], IncludeInstances = true, MaxRecords, NextToken } = input;
    const found = groupsIn(call)
      .all()
      .filter(({ name }) => AutoScalingGroupNames.length === 0 || AutoScalingGroupNames.includes(name))
      .filter((group) => passes(group, Filters));
    const { items, next } = page(found, { max: MaxRecords, token: NextToken, usual: 50 });
    return {
      AutoScalingGroups: items.map((group) => groupShown(call, group, IncludeInstances)),
      ...(next && { NextToken: next }),
    };
  }),
};
