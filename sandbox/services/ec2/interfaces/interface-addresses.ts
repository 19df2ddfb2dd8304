import type {
  AssignIpv6AddressesRequest,
  AssignIpv6AddressesResult,
  AssignPrivateIpAddressesRequest,
  AssignPrivateIpAddressesResult,
  UnassignIpv6AddressesRequest,
  UnassignIpv6AddressesResult,
  UnassignPrivateIpAddressesRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { findInterface } from '../finders.js';
import { refuseManaged } from './interface-managed.js';
import { subnetOf, takeIpv6Addresses, takePrivateAddresses } from './private-addresses.js';
import { publicIpsOf, setPublicIps } from './public-addresses.js';
import { interfacesIn, type InterfaceRecord } from '../records.js';
import { arnOf } from '../tags.js';
import { unsupported } from '../unsupported.js';

const changeable = (call: Call, id: string): InterfaceRecord => {
  const row = findInterface(call, id);
  refuseManaged(row);
  return row;
};

const refuseForeign = (row: InterfaceRecord, held: readonly string[], asked: readonly string[]): void => {
  if (asked.some((ip) => !held.includes(ip)))
    throw new AwsFailure(
      'InvalidParameterValue',
      `Some of the specified addresses are not assigned to interface ${row.id}`,
    );
};

const needs =
  (action: string) =>
  (call: Call, { NetworkInterfaceId = '*' }: { readonly NetworkInterfaceId: string | undefined }) => [
    { action, resources: [arnOf(call, 'network-interface', NetworkInterfaceId)] },
  ];

/** Assign and Unassign, of private IPv4 addresses and of IPv6 addresses. */
export const interfaceAddressOperations: Operations = {
  AssignPrivateIpAddresses: operation<AssignPrivateIpAddressesRequest, AssignPrivateIpAddressesResult>(
    (call, input) => {
      unsupported(input, ['Ipv4Prefixes', 'Ipv4PrefixCount']);
      if (input.AllowReassignment === true) unsupported(input, ['AllowReassignment']);
      const row = changeable(call, input.NetworkInterfaceId ?? '');
      const wanted = input.PrivateIpAddresses ?? [];
      const more = input.SecondaryPrivateIpAddressCount ?? 0;
      const taken = takePrivateAddresses(call, subnetOf(call, row.subnetId), wanted, more);
      interfacesIn(call).put(row.id, { ...row, privateIps: [...row.privateIps, ...taken] });
      return {
        NetworkInterfaceId: row.id,
        AssignedPrivateIpAddresses: taken.map((PrivateIpAddress) => ({ PrivateIpAddress })),
      };
    },
    needs('ec2:AssignPrivateIpAddresses'),
  ),

  UnassignPrivateIpAddresses: operation<UnassignPrivateIpAddressesRequest, object>((call, input) => {
    unsupported(input, ['Ipv4Prefixes']);
    const row = changeable(call, input.NetworkInterfaceId ?? '');
    const asked = input.PrivateIpAddresses ?? [];
    // The primary address stays for the interface's life.
    refuseForeign(row, row.privateIps.slice(1), asked);
    const kept = { ...row, privateIps: row.privateIps.filter((ip) => !asked.includes(ip)) };
    setPublicIps(
      call,
      kept,
      publicIpsOf(row).filter((one) => !asked.includes(one.privateIp)),
    );
    return {};
  }, needs('ec2:UnassignPrivateIpAddresses')),

  AssignIpv6Addresses: operation<AssignIpv6AddressesRequest, AssignIpv6AddressesResult>((call, input) => {
    unsupported(input, ['Ipv6Prefixes', 'Ipv6PrefixCount']);
    const row = changeable(call, input.NetworkInterfaceId ?? '');
    const subnet = subnetOf(call, row.subnetId);
    const taken = takeIpv6Addresses(call, subnet, input.Ipv6Addresses ?? [], input.Ipv6AddressCount ?? 0);
    interfacesIn(call).put(row.id, { ...row, ipv6: [...row.ipv6, ...taken] });
    return { NetworkInterfaceId: row.id, AssignedIpv6Addresses: [...taken] };
  }, needs('ec2:AssignIpv6Addresses')),

  UnassignIpv6Addresses: operation<UnassignIpv6AddressesRequest, UnassignIpv6AddressesResult>((call, input) => {
    unsupported(input, ['Ipv6Prefixes']);
    const row = changeable(call, input.NetworkInterfaceId ?? '');
    const asked = input.Ipv6Addresses ?? [];
    refuseForeign(row, row.ipv6, asked);
    interfacesIn(call).put(row.id, { ...row, ipv6: row.ipv6.filter((ip) => !asked.includes(ip)) });
    return { NetworkInterfaceId: row.id, UnassignedIpv6Addresses: asked };
  }, needs('ec2:UnassignIpv6Addresses')),
};
