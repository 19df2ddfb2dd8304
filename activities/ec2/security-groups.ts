import { paginateDescribeSecurityGroupRules, paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { batchRead, byFilter, mostFilterValues } from '../aws/batch-read.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';

const rules = batchRead({
  call: 'ec2:DescribeSecurityGroupRules',
  most: mostFilterValues,
  pages: ({ ec2: client }, ids) =>
    paginateDescribeSecurityGroupRules({ client, pageSize: 1_000 }, byFilter('group-id', ids)),
  itemsOf: ({ SecurityGroupRules }) => SecurityGroupRules,
  idOf: ({ GroupId }) => GroupId,
});

/** Every rule of a group, both directions, by id. */
export const readRules = async (
  aws: Aws,
  groupId: string,
): Promise<readonly { readonly id: string; readonly egress: boolean }[]> =>
  ((await aws.together(rules, groupId)) ?? []).map((rule) => ({
    id: rule.SecurityGroupRuleId ?? '',
    egress: rule.IsEgress ?? false,
  }));

const groups = batchRead({
  call: 'ec2:DescribeSecurityGroups',
  most: mostFilterValues,
  pages: ({ ec2: client }, ids) =>
    paginateDescribeSecurityGroups({ client, pageSize: 1_000 }, byFilter('group-id', ids)),
  itemsOf: ({ SecurityGroups }) => SecurityGroups,
  idOf: ({ GroupId }) => GroupId,
});

/** Whether AWS knows a group by this id. */
export const groupExists = async (aws: Aws, groupId: string): Promise<boolean> =>
  (await aws.together(groups, groupId)) !== undefined;

/**
 * The group that a lost answer left behind, or null. The mark was random and known to nobody before our intent was
 * durable; even so a group counts as ours only in this VPC, of this owner, with name, description and tag all the mark.
 */
export const findMarkedGroup = async (
  aws: Aws,
  vpcId: string,
  nonce: string,
): Promise<{ readonly GroupId: string } | null> => {
  const answer = await reading('ec2:DescribeSecurityGroups', vpcId, () =>
    aws.ec2.describeSecurityGroups({
      Filters: [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'group-name', Values: [nonce] },
      ],
    }),
  );
  const ours = (answer.SecurityGroups ?? []).filter(
    (group) =>
      group.VpcId === vpcId &&
      group.OwnerId === aws.account &&
      group.GroupName === nonce &&
      group.Description === nonce &&
      (group.Tags ?? []).some((tag) => tag.Key === nonce && tag.Value === nonce),
  );
  const [group] = ours;
  if (!group?.GroupId) return null;
  const users = await reading('ec2:DescribeNetworkInterfaces', group.GroupId, () =>
    aws.ec2.describeNetworkInterfaces({ Filters: [{ Name: 'group-id', Values: [group.GroupId ?? ''] }] }),
  );
  if ((users.NetworkInterfaces ?? []).length > 0)
    throw failure(
      failureTypes.moved,
      `Security group ${group.GroupId} carries our mark, but interfaces use it already: it is not used.`,
      'Abort, and launch the playbook again: a new run makes a new group.',
    );
  return { GroupId: group.GroupId };
};
