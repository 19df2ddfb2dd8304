import type { ConnectionTrackingSpecificationRequest } from '@aws-sdk/client-ec2';
import { AwsFailure } from '../../operation.js';
import type { InstanceTypeFacts } from '../instances/instance-type-facts.js';
import type { InterfaceRecord } from '../records.js';

// "Amazon EC2 security group connection tracking": idle timeouts in seconds, least and most.
const RANGES = {
  TcpEstablishedTimeout: [60, 432_000],
  UdpStreamTimeout: [60, 180],
  UdpTimeout: [30, 60],
} as const;

/** Refuses a type without the Nitro System. AWS's words are quoted in aws/karpenter-provider-aws, pull request 9152. */
export const refuseUntimed = ({ name, hypervisor }: InstanceTypeFacts): void => {
  if (hypervisor !== 'nitro')
    throw new AwsFailure(
      'InvalidParameterValue',
      `The instance type ${name} does not support configurable connection tracking`,
    );
};

/** The idle timeouts that a request sets, over those `before`; refused where AWS allows no such value. */
export const trackingOf = (
  asked: ConnectionTrackingSpecificationRequest | undefined,
  before?: InterfaceRecord['tracking'],
): InterfaceRecord['tracking'] => {
  if (asked === undefined) return before;
  for (const [name, [least, most]] of Object.entries(RANGES) as [keyof typeof RANGES, readonly [number, number]][]) {
    const value = asked[name];
    if (value !== undefined && (value < least || value > most))
      throw new AwsFailure(
        'InvalidParameterValue',
        `Value (${value}) for parameter ${name} is invalid. The value must be between ${least} and ${most}.`,
      );
  }
  const { TcpEstablishedTimeout: tcpEstablished, UdpStreamTimeout: udpStream, UdpTimeout: udp } = asked;
  return {
    ...before,
    ...(tcpEstablished !== undefined && { tcpEstablished }),
    ...(udpStream !== undefined && { udpStream }),
    ...(udp !== undefined && { udp }),
  };
};
