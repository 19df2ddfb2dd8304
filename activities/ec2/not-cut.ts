import type { Instance, NetworkInterface } from '@aws-sdk/client-ec2';

/**
 * What a change of security groups does not cut, whatever the groups say. Sources: Amazon VPC User Guide, "Security
 * groups" (traffic that is not filtered); EC2 User Guide, "Security group connection tracking".
 */
export const notCutByGroups = (
  instance: Instance,
  interfaces: readonly NetworkInterface[],
  untouched: readonly NetworkInterface[],
): readonly string[] => [
  'Amazon DNS (the VPC resolver): no security group filters it, so DNS tunnels go on',
  'IMDS at 169.254.169.254, the time service and DHCP: no security group filters them',
  ...(instance.IamInstanceProfile?.Arn
    ? [`credentials of ${instance.IamInstanceProfile.Arn}: still issued on the host, and valid anywhere once taken`]
    : []),
  'tracked connections that are open now: they live until they are idle for their timeout (TCP up to 5 days, 350 s on Nitro v6)',
  ...interfaces.flatMap((one) =>
    one.Association?.PublicIp ? [`public address ${one.Association.PublicIp} stays on ${one.NetworkInterfaceId}`] : [],
  ),
  ...untouched.map(
    (one) =>
      `interface ${one.NetworkInterfaceId} belongs to ${one.RequesterId ?? one.OwnerId ?? 'somebody else'}: it is left alone`,
  ),
  'other ways in: EC2 serial console, other hosts that hold its data or keys, and whatever the attacker placed elsewhere',
];
