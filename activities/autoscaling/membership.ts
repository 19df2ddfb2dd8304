import { paginateDescribeAutoScalingInstances } from '@aws-sdk/client-auto-scaling';
import { z } from 'zod';
import type { Aws } from '../aws/aws.js';
import { batchRead } from '../aws/batch-read.js';
import { groupNamed, isQuiet, most, suspendedIn } from './groups.js';

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

const members = batchRead({
  call: 'autoscaling:DescribeAutoScalingInstances',
  most,
  pages: ({ autoscaling: client }, ids) => paginateDescribeAutoScalingInstances({ client }, { InstanceIds: [...ids] }),
  itemsOf: ({ AutoScalingInstances }) => AutoScalingInstances,
  idOf: ({ InstanceId }) => InstanceId,
});

/** The membership of an instance; null when no group has it. */
export const readMembership = async (aws: Aws, instanceId: string): Promise<Membership | null> => {
  const [member] = (await aws.together(members, instanceId)) ?? [];
  const { AutoScalingGroupName: name, LifecycleState: lifecycle = '' } = member ?? {};
  if (!name) return null;
  const group = await groupNamed(aws, name);
  return {
    group: name,
    arn: group?.AutoScalingGroupARN ?? name,
    lifecycle,
    desired: group?.DesiredCapacity ?? 0,
    max: group?.MaxSize ?? 0,
    suspended: suspendedIn(group),
  };
};

/** An instance of a group, and its lifecycle state there. */
export type Member = { readonly id: string; readonly lifecycle: string };

/** Those of the instances that the group has, read in as few calls as AWS takes. */
export const membersAmong = async (aws: Aws, group: string, ids: readonly string[]): Promise<readonly Member[]> => {
  const found: Member[] = [];
  for (let from = 0; from < ids.length; from += most)
    for (const [id, [member]] of await members.read(aws, ids.slice(from, from + most)))
      if (member?.AutoScalingGroupName === group) found.push({ id, lifecycle: member.LifecycleState ?? '' });
  return found;
};

type Placed = Pick<Membership, 'lifecycle'>;

/** Whether the instance counts as on leave, whatever its health. */
export const isOnLeave = ({ lifecycle }: Placed): boolean => lifecycle === 'Standby' || lifecycle === 'EnteringStandby';

/** Whether the group is ending the instance: nothing but a lifecycle hook stops that any more. */
export const isEnding = ({ lifecycle }: Placed): boolean => lifecycle.startsWith('Terminat');

/** Whether the instance is where EnterStandby takes it from (API Reference, "EnterStandby"). */
export const isInService = ({ lifecycle }: Placed): boolean => lifecycle === 'InService';

/** Whether the group leaves the instance alone. */
export const leavesAlone = (now: Membership): boolean => isOnLeave(now) || (!isEnding(now) && isQuiet(now));
