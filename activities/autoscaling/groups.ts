import { paginateDescribeAutoScalingGroups, type AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { groupNameOf } from '../../workflows/contract/names.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { batchRead } from '../aws/batch-read.js';

/** Most names or ids of one call (Amazon EC2 Auto Scaling API Reference, "DescribeAutoScalingGroups"). */
export const most = 50;

/** An Auto Scaling group, with those of its processes that are suspended. */
export type Group = { readonly group: string; readonly arn: string; readonly suspended: readonly string[] };

const groups = batchRead({
  call: 'autoscaling:DescribeAutoScalingGroups',
  most,
  pages: ({ autoscaling: client }, names) =>
    paginateDescribeAutoScalingGroups({ client }, { AutoScalingGroupNames: [...names] }),
  itemsOf: ({ AutoScalingGroups }) => AutoScalingGroups,
  idOf: ({ AutoScalingGroupName }) => AutoScalingGroupName,
});

/** The group that has this name now; undefined when none has. */
export const groupNamed = async (aws: Aws, name: string): Promise<AutoScalingGroup | undefined> =>
  (await aws.together(groups, name))?.[0];

/** Its processes that are suspended, in alphabetical order. */
export const suspendedIn = (group: AutoScalingGroup | undefined): string[] =>
  (group?.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []).sort();

/** The group of that ARN; null when it is gone, also where another one has its name by now. */
export const readGroup = async (aws: Aws, arn: string): Promise<Group | null> => {
  const group = groupNameOf(arn) ?? arn;
  const found = await groupNamed(aws, group);
  return found?.AutoScalingGroupARN === arn ? { group, arn, suspended: suspendedIn(found) } : null;
};

/** What would end or replace an isolated instance that the group still counts as in service. */
export const guarding = ['AZRebalance', 'HealthCheck', 'InstanceRefresh', 'ReplaceUnhealthy'] as const;

/** What of a group is suspended, as people read it. */
export const suspendedText = ({ group, suspended }: Group): string =>
  `suspended in ${group}: ${suspended.join(', ') || 'nothing'}`;

/** Whether nothing of the group would end or replace an instance. */
export const isQuiet = ({ suspended }: Pick<Group, 'suspended'>): boolean =>
  guarding.every((process) => suspended.includes(process));

/** A call on the group. */
export const groupCall = (
  id: string,
  operation: string,
  { group, arn }: Pick<Group, 'group' | 'arn'>,
  more: PlannedCall['input'],
): PlannedCall => ({
  id,
  service: 'autoscaling',
  operation,
  target: arn,
  input: { AutoScalingGroupName: group, ...more },
});
