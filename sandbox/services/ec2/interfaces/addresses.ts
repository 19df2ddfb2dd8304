import type {
  Address,
  AllocateAddressRequest,
  AllocateAddressResult,
  DescribeAddressesRequest,
  DescribeAddressesResult,
  ReleaseAddressRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { addressOf, findAllocation, holderOf } from './address-holders.js';
import { filtered } from '../filters.js';
import { addressesIn, type AddressRecord } from '../network/network-records.js';
import { newPublicAddress } from './public-addresses.js';
import { limit, quotas } from '../quotas.js';
import { arnOf, dropTags, tagList, tagNew, tagsOf } from '../tags.js';
import { unsupported } from '../unsupported.js';

/** AllocateAddress, DescribeAddresses, ReleaseAddress. */
export const addressOperations: Operations = {
  AllocateAddress: operation<AllocateAddressRequest, AllocateAddressResult>(
    (call, input) => {
      unsupported(input, ['Address', 'CustomerOwnedIpv4Pool', 'IpamPoolId']);
      const rows = addressesIn(call);
      const message = 'The maximum number of addresses has been reached.';
      limit(rows.all().length + 1, quotas.elasticAddresses, 'AddressLimitExceeded', message);
      const allocationId = hexId('eipalloc');
      const { ip } = rows.put(allocationId, { allocationId, ip: newPublicAddress(call.world) });
      tagNew(call, allocationId, 'elastic-ip', input.TagSpecifications);
      return {
        PublicIp: ip,
        AllocationId: allocationId,
        PublicIpv4Pool: 'amazon',
        NetworkBorderGroup: call.region,
        Domain: 'vpc',
      };
    },
    (call) => [{ action: 'ec2:AllocateAddress', resources: [arnOf(call, 'elastic-ip', '*')] }],
  ),

  DescribeAddresses: operation<DescribeAddressesRequest, DescribeAddressesResult>((call, input) => {
    const byId = (input.AllocationIds ?? []).map((id) => findAllocation(call, id));
    const byIp = (input.PublicIps ?? []).map((ip) => addressOf(call, ip));
    const named = [...byId, ...byIp.filter((one) => !byId.includes(one))];
    const chosen = named.length > 0 ? named : addressesIn(call).all();
    const found = filtered(
      chosen.map((row) => show(call, row)),
      input.Filters,
      {
        'allocation-id': (one) => one.AllocationId,
        'association-id': (one) => one.AssociationId,
        domain: () => 'vpc',
        'instance-id': (one) => one.InstanceId,
        'network-border-group': () => call.region,
        'network-interface-id': (one) => one.NetworkInterfaceId,
        'network-interface-owner-id': (one) => one.NetworkInterfaceOwnerId,
        'private-ip-address': (one) => one.PrivateIpAddress,
        'public-ip': (one) => one.PublicIp,
      },
      (one) => tagsOf(call, one.AllocationId ?? ''),
    );
    return { Addresses: [...found] };
  }),

  ReleaseAddress: operation<ReleaseAddressRequest, object>(
    (call, { AllocationId, PublicIp }) => {
      if (AllocationId === undefined)
        throw new AwsFailure(
          PublicIp === undefined ? 'MissingParameter' : 'InvalidParameterCombination',
          'You must specify an allocation id when releasing a VPC elastic IP address',
        );
      const { ip } = findAllocation(call, AllocationId);
      if (holderOf(call, AllocationId) !== undefined)
        throw new AwsFailure('InvalidIPAddress.InUse', `Address ${ip} is in use.`);
      addressesIn(call).delete(AllocationId);
      dropTags(call, AllocationId);
      return {};
    },
    (call, { AllocationId = '*' }) => [
      { action: 'ec2:ReleaseAddress', resources: [arnOf(call, 'elastic-ip', AllocationId)] },
    ],
  ),
};

const show = (place: Place, { allocationId, ip }: AddressRecord): Address => {
  const holder = holderOf(place, allocationId);
  return {
    AllocationId: allocationId,
    PublicIp: ip,
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: place.region,
    Domain: 'vpc',
    ...(holder && {
      AssociationId: holder.publicIp.associationId,
      NetworkInterfaceId: holder.row.id,
      NetworkInterfaceOwnerId: holder.row.ownerId,
      PrivateIpAddress: holder.publicIp.privateIp,
      ...(holder.row.attachment && { InstanceId: holder.row.attachment.instanceId }),
    }),
    Tags: tagList(place, allocationId),
  };
};
