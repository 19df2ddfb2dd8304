import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { findMarkedGroup, readRules } from './security-groups.js';

const created = z.object({ GroupId: z.string().regex(/^sg-[0-9a-f]+$/) });
const groupCall = (vpcId: string): string => `group/${vpcId}`;
const stripCall = (vpcId: string): string => `strip/${vpcId}`;

/** Where a later call of the same plan finds the id of the group. */
export const groupReference = (vpcId: string): { readonly $ref: string } => ({ $ref: `${groupCall(vpcId)}.GroupId` });

/** The calls that make a group without any rule in a VPC. Its name and tag are a random mark: they tell a reader nothing. */
export const quarantineCalls = (vpcId: string, nonce: string): readonly PlannedCall[] => [
  {
    id: groupCall(vpcId),
    service: 'ec2',
    operation: 'CreateSecurityGroup',
    target: vpcId,
    input: {
      GroupName: nonce,
      Description: nonce,
      VpcId: vpcId,
      TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: nonce, Value: nonce }] }],
    },
  },
  {
    id: stripCall(vpcId),
    service: 'ec2',
    operation: 'RevokeSecurityGroupEgress',
    target: vpcId,
    // A new group is open outbound, by one rule for IPv4 and, where the VPC has IPv6, one more: revoked by id.
    input: { GroupId: groupReference(vpcId), SecurityGroupRuleIds: [{ $like: 'sgr-[0-9a-f]+' }] },
  },
];

/** The groups that a step made, by VPC, from what its calls answered. */
export const groupsMade = (answers: { readonly [call: string]: unknown }): Record<string, string> =>
  Object.fromEntries(
    Object.entries(answers).flatMap(([call, answer]) => {
      const made = created.safeParse(answer);
      return call.startsWith(groupCall('')) && made.success
        ? [[call.slice(groupCall('').length), made.data.GroupId]]
        : [];
    }),
  );

/**
 * Makes, or after a lost answer finds, the run's own group in a VPC and takes every rule out of it. `emptied`: an earlier
 * attempt did so. Guarantees that AWS read back zero rules before the id is returned.
 */
export const makeQuarantineGroup = async (
  aws: Aws,
  vpcId: string,
  nonce: string,
  emptied: boolean,
): Promise<string> => {
  const { GroupId: id } = created.parse(await aws.create(groupCall(vpcId), () => findMarkedGroup(aws, vpcId, nonce)));
  const read = () => readRules(aws, id);
  // A new group has at least one rule: none read means that AWS is behind, or that an earlier attempt took them out.
  const rules = emptied ? await read() : await settled(aws, read, (some) => some.length > 0);
  if (rules.some((rule) => !rule.egress)) throw tampered(id, rules.length);
  if (rules.length > 0) {
    await aws.make(stripCall(vpcId), { SecurityGroupRuleIds: rules.map((rule) => rule.id) });
    const left = await settled(aws, read, (some) => some.length === 0);
    if (left.length > 0) throw tampered(id, left.length);
  }
  return id;
};

const tampered = (groupId: string, rules: number): Error =>
  failure(
    failureTypes.moved,
    `Security group ${groupId} reads ${rules} rule(s) where there must be none: it is not used.`,
    'Somebody may be adding rules to it. Abort, and launch the playbook again: a new run makes a new group.',
  );
