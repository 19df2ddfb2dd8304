import type { InstanceNetworkInterfaceSpecification, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsFailure } from '../../operation.js';

/** A refusal of what may not be said together. */
export const clash = (message: string): AwsFailure => new AwsFailure('InvalidParameterCombination', message);

/** Refuses interfaces of a launch that do not go together, or not with the rest of the request. */
export const checkTogether = (
  asked: readonly InstanceNetworkInterfaceSpecification[],
  request: RunInstancesRequest,
): void => {
  const instanceLevel = [
    ['subnet ID', request.SubnetId],
    ['security groups', request.SecurityGroupIds ?? request.SecurityGroups],
    ['private address', request.PrivateIpAddress],
  ] as const;
  for (const [name, value] of instanceLevel)
    if (value !== undefined)
      throw clash(`Network interfaces and an instance-level ${name} may not be specified on the same request`);
  const indices = asked.map(({ DeviceIndex }) => DeviceIndex);
  if (new Set(indices).size < indices.length)
    throw new AwsFailure('InvalidParameterValue', 'Each network interface requires a unique device index.');
  if (!indices.includes(0))
    throw new AwsFailure(
      'InvalidParameterValue',
      'When specifying network interfaces, you must include a device at index 0.',
    );
  if (asked.length > 1 && asked.some((one) => one.AssociatePublicIpAddress !== undefined))
    throw clash(
      'The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.',
    );
};
