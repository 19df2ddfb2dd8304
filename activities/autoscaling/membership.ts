import { paginateDescribeAutoScalingGroups, paginateDescribeAutoScalingInstances } from '@aws-sdk/client-auto-scaling';
import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { batchRead } from '../aws/batch-read.js';

/** Where an instance stands in its Auto Scaling group. */
export const membership = z.strictObject({
  group: z.string(),
  arn: z.string(),
  lifecycle: z.string(),
  desired: z.number(),
  max: z.number(),
  /** Processes of the group that are suspended. */
  suspended: z.array(z.string()),
});
export type Membership = z.infer<typeof membership>;

/** Amazon EC2 Auto Scaling API Reference, "DescribeAutoScalingInstances" and "DescribeAutoScalingGroups". */
const most = 50;

const members = batchRead({
  call: 'autoscaling:DescribeAutoScalingInstances',
  most,
  pages: ({ autoscaling: client }, ids) => paginateDescribeAutoScalingInstances({ client }, { InstanceIds: [...ids] }),
  itemsOf: ({ AutoScalingInstances }) => AutoScalingInstances,
  idOf: ({ InstanceId }) => InstanceId,
});

const groups = batchRead({
  call: 'autoscaling:DescribeAutoScalingGroups',
  most,
  pages: ({ autoscaling: client }, names) =>
    paginateDescribeAutoScalingGroups({ client }, { AutoScalingGroupNames: [...names] }),
  itemsOf: ({ AutoScalingGroups }) => AutoScalingGroups,
  idOf: ({ AutoScalingGroupName }) => AutoScalingGroupName,
});

/** The membership of an instance; null when no group has it. */
export const readMembership = async (aws: Aws, instanceId: string): Promise<Membership | null> => {
  const [member] = (await aws.together(members, instanceId)) ?? [];
  const { AutoScalingGroupName: name, LifecycleState: lifecycle = '' } = member ?? {};
  if (!name) return null;
  const [group] = (await aws.together(groups, name)) ?? [];
  return {
    group: name,
    arn: group?.AutoScalingGroupARN ?? name,
    lifecycle,
    desired: group?.DesiredCapacity ?? 0,
    max: group?.MaxSize ?? 0,
    suspended: (group?.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []).sort(),
  };
};

/** What would end or replace an isolated instance that the group still counts as in service. */
export const guarding = ['AZRebalance', 'HealthCheck', 'InstanceRefresh', 'ReplaceUnhealthy'] as const;

/** Whether the instance counts as on leave, whatever its health. */
export const isOnLeave = ({ lifecycle }: Membership): boolean =>
  lifecycle === 'Standby' || lifecycle === 'EnteringStandby';

/** Whether the group is ending the instance: nothing but a lifecycle hook stops that any more. */
export const isEnding = ({ lifecycle }: Membership): boolean => lifecycle.startsWith('Terminat');

/** Whether the group leaves the instance alone. */
export const leavesAlone = (now: Membership): boolean =>
  isOnLeave(now) || (!isEnding(now) && guarding.every((process) => now.suspended.includes(process)));

/** A call on the group. */
export const groupCall = (
  id: string,
  operation: string,
  { group, arn }: Membership,
  more: PlannedCall['input'],
): PlannedCall => ({
  id,
  service: 'autoscaling',
  operation,
  target: arn,
  input: { AutoScalingGroupName: group, ...more },
});
