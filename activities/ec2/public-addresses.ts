import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';
import { isOwn, readInterfaces } from './instances.js';

/** One public IPv4 address of a network interface: each of its private addresses can have one. */
export const publicAddress = z.strictObject({
  interfaceId: z.string(),
  publicIp: z.string(),
  privateIp: z.string(),
  /** Only an Elastic IP address has these. */
  elastic: z.strictObject({ allocationId: z.string(), associationId: z.string() }).nullable(),
});
export type PublicAddress = z.infer<typeof publicAddress>;

/** The public side of an instance. */
export const publicSide = z.strictObject({
  addresses: z.array(publicAddress),
  /** The primary interface: the only one that AWS gives a public address by itself, and whether it does; null: not read. */
  primary: z.strictObject({ interfaceId: z.string(), automatic: z.boolean().nullable() }).nullable(),
});
export type PublicSide = z.infer<typeof publicSide>;

/** The public side of an instance's own interfaces; of many, without what AWS tells only of one at a time. */
export const readPublicSide = async (aws: Aws, instanceId: string): Promise<PublicSide> => {
  const own = (await readInterfaces(aws, instanceId)).filter(isOwn(aws.account));
  const primary = own.find((one) => one.Attachment?.DeviceIndex === 0)?.NetworkInterfaceId;
  return {
    addresses: own.flatMap(addressesOf),
    primary: primary
      ? { interfaceId: primary, automatic: aws.isCrowd ? null : await readAutomatic(aws, primary) }
      : null,
  };
};

const addressesOf = (one: NetworkInterface): readonly PublicAddress[] =>
  (one.PrivateIpAddresses ?? []).flatMap(({ PrivateIpAddress: privateIp = '', Association }) => {
    const { PublicIp: publicIp, AllocationId: allocationId, AssociationId: associationId } = Association ?? {};
    if (!publicIp) return [];
    const elastic = allocationId && associationId ? { allocationId, associationId } : null;
    return { interfaceId: one.NetworkInterfaceId ?? '', publicIp, privateIp, elastic };
  });

const readAutomatic = async (aws: Aws, id: string): Promise<boolean> =>
  (
    await reading('ec2:DescribeNetworkInterfaceAttribute', id, () =>
      aws.ec2.describeNetworkInterfaceAttribute({ NetworkInterfaceId: id, Attribute: 'associatePublicIpAddress' }),
    )
  ).AssociatePublicIpAddress ?? false;

/** Whether anybody on the Internet can address it, now or by what AWS does, or may do, by itself. */
export const isPublic = ({ addresses, primary }: PublicSide): boolean =>
  addresses.length > 0 || (primary !== null && primary.automatic !== false);

/** What a reader sees of an address. */
export const sayAddress = ({ publicIp, elastic }: PublicAddress): string =>
  elastic ? `${publicIp} (Elastic IP ${elastic.allocationId})` : `${publicIp}, assigned by AWS itself`;

/** What a reader sees of an instance's public side. */
export const sayPublicSide = ({ addresses, primary }: PublicSide): readonly string[] => [
  ...(addresses.length === 0
    ? ['no public address']
    : addresses.map((one) => `${one.interfaceId}: ${sayAddress(one)}`)),
  ...(primary && primary.automatic !== null
    ? [`AWS assigns ${primary.interfaceId} ${primary.automatic ? 'one' : 'none'} by itself`]
    : []),
];
