import { EC2 } from '@aws-sdk/client-ec2';
import type { SandboxStatus } from '../../sandbox/stack/status.js';

/** The security groups of one network interface, as AWS reads them back. */
export type InterfaceGroups = { readonly interfaceId: string; readonly groups: readonly string[] };

/** Reads AWS directly, past the worker: the tour does not take Firebreak's own word for what holds. */
export const readGroups = async ({ aws }: SandboxStatus, instanceId: string): Promise<readonly InterfaceGroups[]> => {
  const ec2 = new EC2({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });
  try {
    const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }],
    });
    return NetworkInterfaces.map((one) => ({
      interfaceId: one.NetworkInterfaceId ?? '',
      groups: (one.Groups ?? []).flatMap((group) => group.GroupId ?? []).sort(),
    })).sort((a, b) => a.interfaceId.localeCompare(b.interfaceId));
  } finally {
    ec2.destroy();
  }
};

/** Whether two readings show the same groups on the same interfaces. */
export const sameGroups = (one: readonly InterfaceGroups[], other: readonly InterfaceGroups[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
