import type {
  CreateNetworkInterfaceRequest,
  CreateNetworkInterfaceResult,
  DeleteNetworkInterfaceRequest,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
} from '@aws-sdk/client-ec2';
import { unsupportedInSandbox } from '../../not-simulated.js';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { oncePerToken } from '../client-tokens.js';
import { findInterface } from '../finders.js';
import { interfaceReaders } from './interface-filters.js';
import { createInterface, deleteInterface } from './interface-life.js';
import { refuseManaged } from './interface-managed.js';
import { trackingOf } from './interface-tracking.js';
import { describeInterface } from './interface-views.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { interfacesIn } from '../records.js';
import { arnOf, tagNew } from '../tags.js';
import { unsupported } from '../unsupported.js';

/** CreateNetworkInterface, DescribeNetworkInterfaces, DeleteNetworkInterface. */
export const interfaceOperations: Operations = {
  CreateNetworkInterface: operation<CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult>(
    (call, input) => {
      unsupported(input, ['Ipv4Prefixes', 'Ipv4PrefixCount', 'Ipv6Prefixes', 'Ipv6PrefixCount', 'Operator']);
      const [id = ''] = oncePerToken(call, input, () => {
        const listed = input.PrivateIpAddresses ?? [];
        const primary = input.PrivateIpAddress ?? listed.find((one) => one.Primary === true)?.PrivateIpAddress;
        if (input.PrivateIpAddress !== undefined && listed.some((one) => one.Primary === true))
          throw new AwsFailure('InvalidParameterCombination', 'Only one primary private IP address can be specified');
        const row = createInterface(call, {
          subnetId: input.SubnetId ?? '',
          groups: input.Groups,
          description: input.Description,
          type: typeOf(input.InterfaceType),
          privateIp: primary,
          secondaryIps: listed.flatMap((one) =>
            one.Primary === true || one.PrivateIpAddress === undefined ? [] : [one.PrivateIpAddress],
          ),
          secondaryCount: input.SecondaryPrivateIpAddressCount,
          ipv6: input.Ipv6Addresses?.flatMap((one) => one.Ipv6Address ?? []),
          ipv6Count: input.Ipv6AddressCount,
          tracking: trackingOf(input.ConnectionTrackingSpecification),
        });
        tagNew(call, row.id, 'network-interface', input.TagSpecifications);
        return [row.id];
      });
      return {
        NetworkInterface: describeInterface(call, findInterface(call, id)),
        ...(input.ClientToken !== undefined && { ClientToken: input.ClientToken }),
      };
    },
    (call, { SubnetId = '*', Groups = [] }) => [
      {
        action: 'ec2:CreateNetworkInterface',
        resources: [
          arnOf(call, 'network-interface', '*'),
          arnOf(call, 'subnet', SubnetId),
          ...Groups.map((id) => arnOf(call, 'security-group', id)),
        ],
      },
    ],
  ),

  DescribeNetworkInterfaces: operation<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult>(
    (call, input) => {
      refusePagedIds(input.NetworkInterfaceIds, input.MaxResults, 'networkInterfaceIds');
      const found = listing(
        call,
        { rows: interfacesIn(call), find: findInterface, readers: interfaceReaders(call) },
        { ids: input.NetworkInterfaceIds, filters: input.Filters, max: input.MaxResults, token: input.NextToken },
      );
      return { NetworkInterfaces: found.items.map((row) => describeInterface(call, row)), ...nextOf(found) };
    },
  ),

  DeleteNetworkInterface: operation<DeleteNetworkInterfaceRequest, object>(
    (call, { NetworkInterfaceId = '' }) => {
      refuseManaged(findInterface(call, NetworkInterfaceId));
      deleteInterface(call, NetworkInterfaceId);
      return {};
    },
    (call, { NetworkInterfaceId = '*' }) => [
      { action: 'ec2:DeleteNetworkInterface', resources: [arnOf(call, 'network-interface', NetworkInterfaceId)] },
    ],
  ),
};

const typeOf = (type: CreateNetworkInterfaceRequest['InterfaceType']): 'interface' | 'trunk' | 'branch' => {
  if (type === undefined) return 'interface';
  if (type === 'trunk' || type === 'branch') return type;
  throw unsupportedInSandbox(`Network interfaces of type ${type} are not simulated`);
};
