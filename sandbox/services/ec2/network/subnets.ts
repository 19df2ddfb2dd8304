import type {
  CreateSubnetRequest,
  CreateSubnetResult,
  DeleteSubnetRequest,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  ModifySubnetAttributeRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { findSubnet, findVpc } from '../finders.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { aclsIn, routeTablesIn, subnetsIn } from './network-records.js';
import { limit, quotas } from '../quotas.js';
import { interfacesIn } from '../records.js';
import { checkIpv4Block, checkIpv6Block } from './subnet-blocks.js';
import { describeSubnet, subnetReaders } from './subnet-views.js';
import { arnOf, dropTags, tagNew } from '../tags.js';
import { unsupported } from '../unsupported.js';
import { createSubnet } from './vpc-store.js';
import { zoneNamed, zonesOf } from './zones.js';

/** CreateSubnet, DescribeSubnets, ModifySubnetAttribute, DeleteSubnet. */
export const subnetOperations: Operations = {
  CreateSubnet: operation<CreateSubnetRequest, CreateSubnetResult>(
    (call, input) => {
      unsupported(input, ['OutpostArn', 'Ipv4IpamPoolId', 'Ipv6IpamPoolId']);
      if (input.Ipv6Native === true) unsupported(input, ['Ipv6Native']);
      const vpc = findVpc(call, input.VpcId ?? '');
      const count = subnetsIn(call)
        .all()
        .filter((one) => one.vpcId === vpc.id).length;
      limit(count + 1, quotas.subnetsPerVpc, 'SubnetLimitExceeded', 'The maximum number of subnets has been reached.');
      if (input.CidrBlock === undefined)
        throw new AwsFailure('MissingParameter', 'Either cidrBlock or ipv4IpamPoolId should be provided.');
      const zone = zoneNamed(call, input.AvailabilityZone, input.AvailabilityZoneId);
      const [first = ''] = zonesOf(call.region);
      const subnet = createSubnet(call, {
        vpcId: vpc.id,
        zone: zone ?? first,
        cidr: checkIpv4Block(call, vpc.id, input.CidrBlock),
        ipv6: input.Ipv6CidrBlock === undefined ? undefined : checkIpv6Block(call, vpc.id, input.Ipv6CidrBlock),
        isDefault: false,
        mapPublicIp: false,
      });
      tagNew(call, subnet.id, 'subnet', input.TagSpecifications);
      return { Subnet: describeSubnet(call, subnet) };
    },
    (call, { VpcId = '*' }) => [
      { action: 'ec2:CreateSubnet', resources: [arnOf(call, 'subnet', '*'), arnOf(call, 'vpc', VpcId)] },
    ],
  ),

  DescribeSubnets: operation<DescribeSubnetsRequest, DescribeSubnetsResult>((call, input) => {
    refusePagedIds(input.SubnetIds, input.MaxResults, 'subnetIds');
    const found = listing(
      call,
      { rows: subnetsIn(call), find: findSubnet, readers: subnetReaders(call) },
      { ids: input.SubnetIds, filters: input.Filters, max: input.MaxResults, token: input.NextToken },
    );
    return { Subnets: found.items.map((subnet) => describeSubnet(call, subnet)), ...nextOf(found) };
  }),

  ModifySubnetAttribute: operation<ModifySubnetAttributeRequest, object>(
    (call, input) => {
      const { SubnetId = '', ...attributes } = input;
      const subnet = findSubnet(call, SubnetId);
      unsupported(input, [
        'MapCustomerOwnedIpOnLaunch',
        'CustomerOwnedIpv4Pool',
        'EnableLniAtDeviceIndex',
        'DisableLniAtDeviceIndex',
      ]);
      const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
      if (given.length !== 1)
        throw new AwsFailure(
          'InvalidParameterCombination',
          given.length === 0
            ? 'No attributes specified.'
            : `Fields for multiple attribute types specified: ${given.map(([name]) => lowered(name)).join(', ')}`,
        );
      if (input.AssignIpv6AddressOnCreation?.Value === true && subnet.ipv6 === undefined)
        throw new AwsFailure('InvalidParameterValue', `The subnet '${SubnetId}' does not have an IPv6 CIDR block.`);
      subnetsIn(call).put(SubnetId, {
        ...subnet,
        mapPublicIp: input.MapPublicIpOnLaunch?.Value ?? subnet.mapPublicIp,
        assignIpv6: input.AssignIpv6AddressOnCreation?.Value ?? subnet.assignIpv6,
        dns64: input.EnableDns64?.Value ?? subnet.dns64,
        hostnameType: input.PrivateDnsHostnameTypeOnLaunch ?? subnet.hostnameType,
        aRecord: input.EnableResourceNameDnsARecordOnLaunch?.Value ?? subnet.aRecord,
        aaaaRecord: input.EnableResourceNameDnsAAAARecordOnLaunch?.Value ?? subnet.aaaaRecord,
      });
      return {};
    },
    (call, { SubnetId = '*' }) => [
      { action: 'ec2:ModifySubnetAttribute', resources: [arnOf(call, 'subnet', SubnetId)] },
    ],
  ),

  DeleteSubnet: operation<DeleteSubnetRequest, object>(
    (call, { SubnetId = '' }) => {
      const { id } = findSubnet(call, SubnetId);
      if (
        interfacesIn(call)
          .all()
          .some((one) => one.subnetId === id)
      )
        throw new AwsFailure('DependencyViolation', `The subnet '${id}' has dependencies and cannot be deleted.`);
      forgetAssociations(call, id);
      subnetsIn(call).delete(id);
      dropTags(call, id);
      return {};
    },
    (call, { SubnetId = '*' }) => [{ action: 'ec2:DeleteSubnet', resources: [arnOf(call, 'subnet', SubnetId)] }],
  ),
};

const lowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const forgetAssociations = (place: Place, subnetId: string): void => {
  for (const acl of aclsIn(place).all())
    if (acl.associations.some((one) => one.subnetId === subnetId))
      aclsIn(place).put(acl.id, { ...acl, associations: acl.associations.filter((one) => one.subnetId !== subnetId) });
  for (const table of routeTablesIn(place).all())
    if (table.associations.some((one) => one.subnetId === subnetId))
      routeTablesIn(place).put(table.id, {
        ...table,
        associations: table.associations.filter((one) => one.subnetId !== subnetId),
      });
};
