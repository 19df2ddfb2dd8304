import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';
import { isOwn, readInterfaces } from './instances.js';

/** The least that AWS takes, in seconds (EC2 API Reference, "ConnectionTrackingSpecificationRequest"). */
export const shortest = 60;

// The same page: 432,000 s, but 350 s for most types of Nitro v6, which say so.
const usualBefore = 432_000;

/** After how many idle seconds security groups forget an established TCP connection of an interface. */
export const idleTimeout = z.strictObject({ interfaceId: z.string(), seconds: z.number() });
export type IdleTimeout = z.infer<typeof idleTimeout>;

/** The same as AWS shows it: null where nobody ever set one. */
export type ShownTimeout = { readonly interfaceId: string; readonly seconds: number | null };

/** Whether it is as short as AWS lets it be. */
export const isShortest = ({ seconds }: ShownTimeout): boolean => seconds === shortest;

/**
 * The idle timeout, in seconds, that interfaces have on an instance type where nobody set one; null for a type on which
 * none can be set. Those are the ones without the Nitro System ("EC2 security group connection tracking adds support for
 * configurable idle timeouts", AWS, November 2023).
 */
export const usualTimeout = async (aws: Aws, type: string): Promise<number | null> => {
  const { InstanceTypes } = await aws.once(`DescribeInstanceTypes ${type}`, () =>
    reading('ec2:DescribeInstanceTypes', type, () => aws.ec2.describeInstanceTypes({ InstanceTypes: [type as never] })),
  );
  const { Hypervisor, NetworkInfo } = InstanceTypes?.[0] ?? {};
  if (Hypervisor === 'xen') return null;
  return NetworkInfo?.ConnectionTrackingConfiguration?.DefaultTcpEstablishedTimeout ?? usualBefore;
};

/** The idle timeouts of an instance's own interfaces. */
export const readIdleTimeouts = async (aws: Aws, instanceId: string): Promise<readonly ShownTimeout[]> =>
  (await readInterfaces(aws, instanceId)).filter(isOwn(aws.account)).map((one) => ({
    interfaceId: one.NetworkInterfaceId ?? '',
    seconds: one.ConnectionTrackingConfiguration?.TcpEstablishedTimeout ?? null,
  }));

/** The id of the call on an interface. */
export const timeoutId = (interfaceId: string): string => `idle/${interfaceId}`;

/** The call that sets the idle timeout of an interface. */
export const timeoutCall = ({ interfaceId, seconds }: IdleTimeout): PlannedCall => ({
  id: timeoutId(interfaceId),
  service: 'ec2',
  operation: 'ModifyNetworkInterfaceAttribute',
  target: interfaceId,
  input: {
    NetworkInterfaceId: interfaceId,
    ConnectionTrackingSpecification: { TcpEstablishedTimeout: seconds },
  },
});

/** What a reader sees of a timeout. */
export const sayTimeout = ({ seconds }: ShownTimeout): string => (seconds === null ? 'not set' : `${seconds} s`);

/** What it is, and of which interface. */
export const nameTimeout = ({ interfaceId }: ShownTimeout): string => `${interfaceId} TCP idle timeout`;
