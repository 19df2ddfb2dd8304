import type {
  AttachLoadBalancersType,
  AttachLoadBalancerTargetGroupsType,
  DescribeLoadBalancersRequest,
  DescribeLoadBalancersResponse,
  DescribeLoadBalancerTargetGroupsRequest,
  DescribeLoadBalancerTargetGroupsResponse,
  DetachLoadBalancersType,
  DetachLoadBalancerTargetGroupsType,
} from '@aws-sdk/client-auto-scaling';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { evaluateSoon } from './evaluation.js';
import { checkedTraffic } from './group-settings.js';
import { needsOfGroup } from './needs.js';
import { groupOf, groupsIn, membersOf, type GroupRecord } from './records.js';
import { addToLoadBalancers, takeFromLoadBalancers } from './traffic.js';

type Traffic = Partial<Pick<GroupRecord, 'targetGroups' | 'loadBalancers'>>;

/** Puts a group behind `more`, with what is in service now. */
const attach = (call: Call, group: GroupRecord, more: Traffic): void => {
  const { targetGroups = [], loadBalancers = [] } = more;
  checkedTraffic(call, targetGroups, loadBalancers);
  const changed: GroupRecord = {
    ...group,
    targetGroups: [...new Set([...group.targetGroups, ...targetGroups])],
    loadBalancers: [...new Set([...group.loadBalancers, ...loadBalancers])],
  };
  groupsIn(call).put(group.name, changed);
  for (const { id, state } of membersOf(call, group.name))
    if (state === 'InService') addToLoadBalancers(call, { ...changed, targetGroups, loadBalancers }, id);
  evaluateSoon(call, group);
};

/** Takes a group from behind `some`; its instances drain. */
const detach = (call: Call, group: GroupRecord, some: Traffic): void => {
  const { targetGroups = [], loadBalancers = [] } = some;
  for (const one of [...targetGroups, ...loadBalancers])
    if (!group.targetGroups.includes(one) && !group.loadBalancers.includes(one))
      throw new AwsFailure('ValidationError', `Trying to remove Target Groups that are not part of the group: ${one}`);
  for (const { id } of membersOf(call, group.name))
    takeFromLoadBalancers(call, { ...group, targetGroups, loadBalancers }, id);
  groupsIn(call).put(group.name, {
    ...group,
    targetGroups: group.targetGroups.filter((arn) => !targetGroups.includes(arn)),
    loadBalancers: group.loadBalancers.filter((name) => !loadBalancers.includes(name)),
  });
  evaluateSoon(call, group);
};

const stateOf = ({ healthCheckType }: GroupRecord): string => (healthCheckType.includes('ELB') ? 'InService' : 'Added');

/** Attaches groups to load balancers, detaches them, and describes that. */
export const trafficOperations: Operations = {
  AttachLoadBalancerTargetGroups: operation<AttachLoadBalancerTargetGroupsType, object>((call, input) => {
    attach(call, groupOf(call, input.AutoScalingGroupName), { targetGroups: input.TargetGroupARNs ?? [] });
    return {};
  }, needsOfGroup('AttachLoadBalancerTargetGroups')),

  DetachLoadBalancerTargetGroups: operation<DetachLoadBalancerTargetGroupsType, object>((call, input) => {
    detach(call, groupOf(call, input.AutoScalingGroupName), { targetGroups: input.TargetGroupARNs ?? [] });
    return {};
  }, needsOfGroup('DetachLoadBalancerTargetGroups')),

  AttachLoadBalancers: operation<AttachLoadBalancersType, object>((call, input) => {
    attach(call, groupOf(call, input.AutoScalingGroupName), { loadBalancers: input.LoadBalancerNames ?? [] });
    return {};
  }, needsOfGroup('AttachLoadBalancers')),

  DetachLoadBalancers: operation<DetachLoadBalancersType, object>((call, input) => {
    detach(call, groupOf(call, input.AutoScalingGroupName), { loadBalancers: input.LoadBalancerNames ?? [] });
    return {};
  }, needsOfGroup('DetachLoadBalancers')),

  DescribeLoadBalancerTargetGroups: operation<
    DescribeLoadBalancerTargetGroupsRequest,
    DescribeLoadBalancerTargetGroupsResponse
  >((call, { AutoScalingGroupName, MaxRecords, NextToken }) => {
    const group = groupOf(call, AutoScalingGroupName);
    const { items, next } = page(group.targetGroups, { max: MaxRecords, token: NextToken, usual: 100 });
    return {
      LoadBalancerTargetGroups: items.map((LoadBalancerTargetGroupARN) => ({
        LoadBalancerTargetGroupARN,
        State: stateOf(group),
      })),
      ...(next && { NextToken: next }),
    };
  }),

  DescribeLoadBalancers: operation<DescribeLoadBalancersRequest, DescribeLoadBalancersResponse>(
    (call, { AutoScalingGroupName, MaxRecords, NextToken }) => {
      const group = groupOf(call, AutoScalingGroupName);
      const { items, next } = page(group.loadBalancers, { max: MaxRecords, token: NextToken, usual: 100 });
      return {
        LoadBalancers: items.map((LoadBalancerName) => ({ LoadBalancerName, State: stateOf(group) })),
        ...(next && { NextToken: next }),
      };
    },
  ),
};
