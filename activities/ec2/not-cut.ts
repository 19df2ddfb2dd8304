import type { NetworkInterface } from '@aws-sdk/client-ec2';

/** Until when a tracked connection lives on. */
const untilIdle = 'they live until they are idle for their timeout (TCP up to 5 days, 350 s on Nitro v6)';

/**
 * What a change of security groups does not cut, whatever the groups say. Sources: Amazon VPC User Guide, "Security
 * groups" (traffic that is not filtered); EC2 User Guide, "Security group connection tracking" (connections that are
 * always tracked, and that AWS names no way to make a tracked one untracked).
 */
export const notCutByGroups = (
  untouched: readonly NetworkInterface[],
  { untrack }: { readonly untrack: boolean },
): readonly string[] => [
  'Amazon DNS (the VPC resolver): no security group filters it, so DNS tunnels go on',
  'IMDS at 169.254.169.254 with the credentials it hands out, the time service and DHCP: no security group filters them',
  untrack
    ? `tracked connections that are open now, unless opening the interface makes them untracked, which AWS does not promise: ${untilIdle}`
    : `tracked connections that are open now: ${untilIdle}`,
  `connections that AWS tracks in any case (ICMP, and all through a NAT gateway, PrivateLink, a Network or Gateway Load Balancer, a transit gateway, Network Firewall, Global Accelerator or an egress-only gateway): ${untilIdle}`,
  ...untouched.map(
    (one) =>
      `interface ${one.NetworkInterfaceId} belongs to ${one.RequesterId ?? one.OwnerId ?? 'somebody else'}: it is left alone`,
  ),
  'other ways in: EC2 serial console, other hosts that hold its data or keys, and whatever the attacker placed elsewhere',
];
