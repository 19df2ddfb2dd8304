import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { Aws } from '../aws/aws.js';
import { isOwn, readInterfaces } from './instances.js';

/** The security groups that one network interface wears. */
export const membership = z.strictObject({ interfaceId: z.string(), vpcId: z.string(), groups: z.array(z.string()) });
export type Membership = z.infer<typeof membership>;

/** The groups of an interface as AWS describes it. */
export const membershipOf = (one: NetworkInterface): Membership => ({
  interfaceId: one.NetworkInterfaceId ?? '',
  vpcId: one.VpcId ?? '',
  groups: (one.Groups ?? []).flatMap((group) => group.GroupId ?? []).sort(),
});

/** The groups of every interface of its own that an instance has. */
export const readMemberships = async (aws: Aws, instanceId: string): Promise<readonly Membership[]> =>
  (await readInterfaces(aws, instanceId)).filter(isOwn(aws.account)).map(membershipOf);

/** Whether two lists of groups are the same, in whatever order. */
export const sameGroups = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().join() === [...b].sort().join();

/** Whether an interface wears this group and no other. */
export const wearsOnly = ({ groups }: Membership, group: string | undefined): boolean =>
  group !== undefined && sameGroups(groups, [group]);
