import type { CreateNatGatewayRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, type Call } from '../../operation.js';
import { hexId } from '../../ids.js';
import { findAllocation, holderOf } from '../interfaces/address-holders.js';
import { findSubnet } from '../finders.js';
import { createInterface } from '../interfaces/interface-life.js';
import { internetGatewayOf } from './internet-gateways.js';
import { natGatewaysIn, subnetsIn } from './network-records.js';
import { setPublicIps } from '../interfaces/public-addresses.js';
import { limit, quotas } from '../quotas.js';
import { tagNew } from '../tags.js';
import { timings } from '../timings.js';
import { unsupported } from '../unsupported.js';

/** Makes a NAT gateway with its interface as a request asks for it; its id. */
export const makeNatGateway = (call: Call, input: CreateNatGatewayRequest): string => {
  unsupported(input, [
    'VpcId',
    'AvailabilityZoneAddresses',
    'SecondaryAllocationIds',
    'SecondaryPrivateIpAddresses',
    'SecondaryPrivateIpAddressCount',
  ]);
  if (input.AvailabilityMode === 'regional') unsupported(input, ['AvailabilityMode']);
  const subnet = findSubnet(call, input.SubnetId ?? '');
  const sameZone = natGatewaysIn(call)
    .all()
    .filter((one) => one.deletedAt === undefined && subnetsIn(call).get(one.subnetId)?.zone === subnet.zone);
  const message = `Performing this operation would exceed the limit of ${quotas.natGatewaysPerZone} NAT gateways`;
  limit(sameZone.length + 1, quotas.natGatewaysPerZone, 'NatGatewayLimitExceeded', message);
  const connectivity = input.ConnectivityType ?? 'public';
  const address = addressFor(call, connectivity, input.AllocationId, subnet.vpcId);
  const id = hexId('nat');
  const made = createInterface(call, {
    subnetId: subnet.id,
    description: `Interface for NAT Gateway ${id}`,
    type: 'nat_gateway',
    requesterId: call.account,
    privateIp: input.PrivateIpAddress,
    ipv6Count: 0,
    sourceDestCheck: false,
  });
  const [privateIp = ''] = made.privateIps;
  if (address !== undefined)
    setPublicIps(call, made, [
      { ip: address.ip, privateIp, allocationId: address.allocationId, associationId: hexId('eipassoc') },
    ]);
  const now = call.world.clock.now();
  natGatewaysIn(call).put(id, {
    id,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    connectivity,
    interfaceId: made.id,
    privateIp,
    ...(address && { publicIp: address.ip, allocationId: address.allocationId }),
    createdAt: now,
    availableAt: now + timings.natGateway,
  });
  tagNew(call, id, 'natgateway', input.TagSpecifications);
  return id;
};

const addressFor = (call: Call, connectivity: string, allocationId: string | undefined, vpcId: string) => {
  if (connectivity === 'private') {
    if (allocationId === undefined) return undefined;
    throw new AwsFailure('InvalidParameterCombination', 'A private NAT gateway cannot have an allocation ID.');
  }
  if (allocationId === undefined)
    throw new AwsFailure(
      'MissingParameter',
      'The request must include the AllocationId parameter. Add the required parameter and retry the request.',
    );
  const address = findAllocation(call, allocationId);
  if (holderOf(call, allocationId) !== undefined)
    throw new AwsFailure('Resource.AlreadyAssociated', `Elastic IP address [${allocationId}] is already associated`);
  if (internetGatewayOf(call, vpcId) === undefined)
    throw new AwsFailure('Gateway.NotAttached', `Network ${vpcId} has no Internet gateway attached`);
  return address;
};
