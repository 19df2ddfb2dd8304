import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { PublicAddress } from './public-addresses.js';

const addressCall = (
  operation: 'AssociateAddress' | 'DisassociateAddress',
  { interfaceId, privateIp }: PublicAddress,
  input: PlannedCall['input'],
): PlannedCall => ({
  id: `address/${interfaceId}/${privateIp}`,
  service: 'ec2',
  operation,
  target: interfaceId,
  input,
});

/** The call that takes an Elastic IP address off. */
export const disassociateCall = (one: PublicAddress): PlannedCall =>
  addressCall('DisassociateAddress', one, { AssociationId: one.elastic?.associationId ?? null });

/** The call that puts an Elastic IP address back where it was, unless something else has it by now. */
export const associateCall = (one: PublicAddress): PlannedCall =>
  addressCall('AssociateAddress', one, {
    AllocationId: one.elastic?.allocationId ?? null,
    NetworkInterfaceId: one.interfaceId,
    PrivateIpAddress: one.privateIp,
    AllowReassociation: false,
  });

/** The call that lets AWS give an interface a public address by itself, or not. */
export const automaticCall = (interfaceId: string, on: boolean): PlannedCall => ({
  id: `automatic/${interfaceId}`,
  service: 'ec2',
  operation: 'ModifyNetworkInterfaceAttribute',
  target: interfaceId,
  input: { NetworkInterfaceId: interfaceId, AssociatePublicIpAddress: on },
});
