import type {
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput,
  ModifyLoadBalancerAttributesInput,
  ModifyLoadBalancerAttributesOutput,
  ModifyTargetGroupAttributesInput,
  ModifyTargetGroupAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { operation, type Operations } from '../operation.js';
import { attributesOf, withAttributes } from './attributes.js';
import {
  loadBalancerOf,
  loadBalancersIn,
  targetGroupOf,
  targetGroupsIn,
  type LoadBalancerRecord,
  type TargetGroupRecord,
} from './records.js';

const shown = (owner: TargetGroupRecord | LoadBalancerRecord) =>
  Object.entries(attributesOf(owner)).map(([Key, Value]) => ({ Key, Value }));

/** Describe and Modify of the attributes of target groups and load balancers. */
export const attributeOperations: Operations = {
  DescribeTargetGroupAttributes: operation<DescribeTargetGroupAttributesInput, DescribeTargetGroupAttributesOutput>(
    (call, { TargetGroupArn }) => ({ Attributes: shown(targetGroupOf(call, TargetGroupArn)) }),
  ),

  ModifyTargetGroupAttributes: operation<ModifyTargetGroupAttributesInput, ModifyTargetGroupAttributesOutput>(
    (call, { TargetGroupArn, Attributes = [] }) => {
      const group = targetGroupOf(call, TargetGroupArn);
      const changed = { ...group, attributes: withAttributes(group, Attributes) };
      return { Attributes: shown(targetGroupsIn(call).put(group.arn, changed)) };
    },
    (_, { TargetGroupArn = '' }) => [
      { action: 'elasticloadbalancing:ModifyTargetGroupAttributes', resources: [TargetGroupArn] },
    ],
  ),

  DescribeLoadBalancerAttributes: operation<DescribeLoadBalancerAttributesInput, DescribeLoadBalancerAttributesOutput>(
    (call, { LoadBalancerArn }) => ({ Attributes: shown(loadBalancerOf(call, LoadBalancerArn)) }),
  ),

  ModifyLoadBalancerAttributes: operation<ModifyLoadBalancerAttributesInput, ModifyLoadBalancerAttributesOutput>(
    (call, { LoadBalancerArn, Attributes = [] }) => {
      const balancer = loadBalancerOf(call, LoadBalancerArn);
      const changed = { ...balancer, attributes: withAttributes(balancer, Attributes) };
      return { Attributes: shown(loadBalancersIn(call).put(balancer.arn, changed)) };
    },
    (_, { LoadBalancerArn = '' }) => [
      { action: 'elasticloadbalancing:ModifyLoadBalancerAttributes', resources: [LoadBalancerArn] },
    ],
  ),
};
