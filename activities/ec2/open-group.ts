import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { codeBehind } from '../aws/errors.js';
import { findMarkedGroup, groupExists } from './security-groups.js';

const made = z.object({ GroupId: z.string() });
const directions = ['Ingress', 'Egress'] as const;
const byIpv4 = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const byIpv6 = { Ipv6Ranges: [{ CidrIpv6: '::/0' }] };

const groupCall = (vpcId: string): string => `open-group/${vpcId}`;

/** Where a later call of the same plan finds the id of the group. */
export const openReference = (vpcId: string): { readonly $ref: string } => ({ $ref: `${groupCall(vpcId)}.GroupId` });

const call = (id: string, operation: string, vpcId: string, more: PlannedCall['input']): PlannedCall => ({
  id: `${id}/${vpcId}`,
  service: 'ec2',
  operation,
  target: vpcId,
  input: { GroupId: openReference(vpcId), ...more },
});

const all = (ranges: PlannedCall['input']): PlannedCall['input'] => ({
  IpPermissions: [{ IpProtocol: '-1', ...ranges }],
});

/** The calls that make, shut and in the end delete a group that lets everything through in a VPC. */
export const openGroupCalls = (vpcId: string, mark: string): readonly PlannedCall[] => [
  {
    id: groupCall(vpcId),
    service: 'ec2',
    operation: 'CreateSecurityGroup',
    target: vpcId,
    input: {
      GroupName: mark,
      Description: mark,
      VpcId: vpcId,
      TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: mark, Value: mark }] }],
    },
  },
  call('open-Ingress', 'AuthorizeSecurityGroupIngress', vpcId, all({ ...byIpv4, ...byIpv6 })),
  // A new group lets everything out by IPv4 already, and by IPv6 where the VPC has it.
  call('open-Egress', 'AuthorizeSecurityGroupEgress', vpcId, all(byIpv6)),
  call('shut-Ingress', 'RevokeSecurityGroupIngress', vpcId, all({ ...byIpv4, ...byIpv6 })),
  call('shut-Egress', 'RevokeSecurityGroupEgress', vpcId, all({ ...byIpv4, ...byIpv6 })),
  call('open-delete', 'DeleteSecurityGroup', vpcId, {}),
];

/** Makes, or finds again after a lost answer, the group that is to let everything through in a VPC; answers its id. */
export const createOpenGroup = async (aws: Aws, vpcId: string, mark: string): Promise<string> =>
  made.parse(await aws.create(groupCall(vpcId), () => findMarkedGroup(aws, vpcId, mark))).GroupId;

/** Lets everything through the group. */
export const fillOpenGroup = async (aws: Aws, vpcId: string): Promise<void> => {
  for (const direction of directions)
    await unlessAlready('InvalidPermission.Duplicate', () => aws.make(`open-${direction}/${vpcId}`));
};

/** Takes every rule out of the group: whatever wears it lets nothing through any more. */
export const shutOpenGroup = async (aws: Aws, vpcId: string): Promise<void> => {
  for (const direction of directions)
    await unlessAlready('InvalidPermission.NotFound', () => aws.make(`shut-${direction}/${vpcId}`));
};

/**
 * Shuts the group and deletes it: it must not outlive the moment it was made for. A call that opens an interface and is
 * still on its way, from an attempt that was given up, finds nothing then that it could open with.
 */
export const dropOpenGroup = async (aws: Aws, vpcId: string, groupId: string): Promise<void> => {
  if (!(await groupExists(aws, groupId))) return;
  await shutOpenGroup(aws, vpcId);
  // Somebody else's interface may wear it by now. Without rules it harms nobody, and a release looks for it again.
  await unlessAlready('DependencyViolation', () => aws.make(`open-delete/${vpcId}`));
};

/** Makes a call for which the error `code` means that nothing is left to do. */
export const unlessAlready = async (code: string, make: () => Promise<unknown>): Promise<void> => {
  try {
    await make();
  } catch (error) {
    if (codeBehind(error) !== code) throw error;
  }
};
