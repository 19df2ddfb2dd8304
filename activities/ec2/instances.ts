import type { Instance, NetworkInterface } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { instanceIdPattern } from '../../workflows/contract/names.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';

/** An EC2 instance id: `i-` and 8 or 17 hex digits. */
export const instanceId = z.string().regex(new RegExp(`^${instanceIdPattern}$`));

/** The input of every action on one instance. */
export const instanceInput = z.strictObject({ instanceId });

/** The instance, and the account that owns it. Refuses one that is terminated: there is nothing left to act on. */
export const readInstance = async (
  aws: Aws,
  id: string,
): Promise<{ readonly instance: Instance; readonly owner: string }> => {
  const answer = await aws.once(`DescribeInstances ${id}`, () =>
    reading('ec2:DescribeInstances', id, () => aws.ec2.describeInstances({ InstanceIds: [id] })),
  );
  const reservation = answer.Reservations?.find((one) => one.Instances?.some((instance) => instance.InstanceId === id));
  const instance = reservation?.Instances?.find((one) => one.InstanceId === id);
  if (!instance)
    throw failure(
      failureTypes.notFound,
      `There is no instance ${id} in account ${aws.account}, Region ${aws.region}.`,
      'Check the id, the account and the Region.',
    );
  if (instance.State?.Name === 'terminated' || instance.State?.Name === 'shutting-down')
    throw failure(
      failureTypes.refused,
      `Instance ${id} is ${instance.State.Name}: nothing of it can be contained any more.`,
    );
  return { instance, owner: reservation?.OwnerId ?? aws.account };
};

/** Whether an interface is the account's own: those that AWS services or other accounts manage are theirs to change. */
export const isOwn =
  (account: string) =>
  (one: NetworkInterface): boolean =>
    !one.RequesterManaged && one.OwnerId === account;

/** Most interfaces that a signature covers, `now` or when the instance gains some while people read the plan. */
export const interfacesCovered = (now: number): number => Math.max(4, now);

/** Every network interface attached to the instance, by id, in the order of its devices. */
export const readInterfaces = async (aws: Aws, id: string): Promise<readonly NetworkInterface[]> => {
  const found: NetworkInterface[] = [];
  let next: string | undefined;
  do {
    const page = await reading('ec2:DescribeNetworkInterfaces', id, () =>
      aws.ec2.describeNetworkInterfaces({
        Filters: [{ Name: 'attachment.instance-id', Values: [id] }],
        ...(next && { NextToken: next }),
      }),
    );
    found.push(...(page.NetworkInterfaces ?? []));
    next = page.NextToken;
  } while (next);
  return found.sort((a, b) => (a.Attachment?.DeviceIndex ?? 0) - (b.Attachment?.DeviceIndex ?? 0));
};

/** Every private IPv4 address of some interfaces. */
export const addressesOf = (interfaces: readonly NetworkInterface[]): readonly string[] =>
  interfaces.flatMap((one) => one.PrivateIpAddresses?.flatMap((ip) => ip.PrivateIpAddress ?? []) ?? []);
