import {
  paginateDescribeInstances,
  paginateDescribeNetworkInterfaces,
  type Instance,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { instanceIdPattern } from '../../workflows/contract/names.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { batchRead, byFilter, mostFilterValues } from '../aws/batch-read.js';
import { codeBehind, failure } from '../aws/errors.js';

/** An EC2 instance id: `i-` and 8 or 17 hex digits. */
export const instanceId = z.string().regex(new RegExp(`^${instanceIdPattern}$`));

/** The input of every action on one instance. */
export const instanceInput = z.strictObject({ instanceId });

/** An instance, and the account that owns it. */
export type OwnedInstance = { readonly instance: Instance; readonly owner: string };

const describe = (pages: (aws: Aws, ids: readonly string[]) => ReturnType<typeof paginateDescribeInstances>) =>
  batchRead({
    call: 'ec2:DescribeInstances',
    most: mostFilterValues,
    pages,
    itemsOf: ({ Reservations = [] }) =>
      Reservations.flatMap(({ OwnerId: owner, Instances = [] }) => Instances.map((instance) => ({ instance, owner }))),
    idOf: ({ instance }) => instance.InstanceId,
  });

// "The fastest way to describe a large number of resources" ("Pagination in the Amazon EC2 API"), and refused as a whole
// when AWS does not know one of them.
const byId = describe(({ ec2: client }, ids) => paginateDescribeInstances({ client }, { InstanceIds: [...ids] }));
const knownOnes = describe(({ ec2: client }, ids) =>
  paginateDescribeInstances({ client, pageSize: 1_000 }, byFilter('instance-id', ids)),
);

const instances: typeof byId = {
  ...byId,
  read: async (aws, ids) => {
    try {
      return await byId.read(aws, ids);
    } catch (error) {
      if (codeBehind(error) !== 'InvalidInstanceID.NotFound') throw error;
      return knownOnes.read(aws, ids);
    }
  },
};

/** The instance, and its owner. Refuses one that is terminated: there is nothing left to act on. */
export const readInstance = async (aws: Aws, id: string): Promise<OwnedInstance> => {
  const [found] = (await aws.together(instances, id)) ?? [];
  if (!found)
    throw failure(
      failureTypes.notFound,
      `There is no instance ${id} in account ${aws.account}, Region ${aws.region}.`,
      'Check the id, the account and the Region.',
    );
  const { State } = found.instance;
  if (State?.Name === 'terminated' || State?.Name === 'shutting-down')
    throw failure(failureTypes.refused, `Instance ${id} is ${State.Name}: nothing of it can be contained any more.`);
  return { instance: found.instance, owner: found.owner ?? aws.account };
};

/** Whether an interface is the account's own: those that AWS services or other accounts manage are theirs to change. */
export const isOwn =
  (account: string) =>
  (one: NetworkInterface): boolean =>
    !one.RequesterManaged && one.OwnerId === account;

/** Most interfaces that a signature covers, `now` or when the instance gains some while people read the plan. */
export const interfacesCovered = (now: number): number => Math.max(4, now);

const interfaces = batchRead({
  call: 'ec2:DescribeNetworkInterfaces',
  most: mostFilterValues,
  pages: ({ ec2: client }, ids) =>
    paginateDescribeNetworkInterfaces({ client, pageSize: 1_000 }, byFilter('attachment.instance-id', ids)),
  itemsOf: ({ NetworkInterfaces }) => NetworkInterfaces,
  idOf: ({ Attachment }) => Attachment?.InstanceId,
});

const deviceOf = ({ Attachment }: NetworkInterface): number => Attachment?.DeviceIndex ?? 0;

/** Every network interface attached to the instance, in the order of its devices. */
export const readInterfaces = async (aws: Aws, id: string): Promise<readonly NetworkInterface[]> =>
  ((await aws.together(interfaces, id)) ?? []).toSorted((a, b) => deviceOf(a) - deviceOf(b));

/** Every private IPv4 address of some interfaces. */
export const addressesOf = (interfaces: readonly NetworkInterface[]): readonly string[] =>
  interfaces.flatMap((one) => one.PrivateIpAddresses?.flatMap((ip) => ip.PrivateIpAddress ?? []) ?? []);
