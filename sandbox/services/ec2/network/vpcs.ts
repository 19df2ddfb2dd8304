import type {
  CreateDefaultVpcRequest,
  CreateVpcRequest,
  CreateVpcResult,
  DeleteVpcRequest,
  DescribeVpcsRequest,
  DescribeVpcsResult,
  Vpc,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { cidrText, parseCidr } from '../cidr.js';
import { defaultVpcAwaited, existingDefaultVpc, makeDefaultVpc } from './default-vpc.js';
import type { Readers } from '../filters.js';
import { findVpc } from '../finders.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { vpcsIn, type VpcRecord } from './network-records.js';
import { limit, quotas } from '../quotas.js';
import { arnOf, tagList, tagNew } from '../tags.js';
import { unsupported } from '../unsupported.js';
import { deleteVpc } from './vpc-deletion.js';
import { createVpc, newIpv6Block } from './vpc-store.js';

/** CreateVpc, CreateDefaultVpc, DescribeVpcs, DeleteVpc. */
export const vpcOperations: Operations = {
  CreateVpc: operation<CreateVpcRequest, CreateVpcResult>(
    (call, input) => {
      unsupported(input, [
        'Ipv6Pool',
        'Ipv6CidrBlock',
        'Ipv4IpamPoolId',
        'Ipv6IpamPoolId',
        'Ipv6CidrBlockNetworkBorderGroup',
        'VpcEncryptionControl',
      ]);
      // The default VPC counts, also while nothing has needed it.
      const count = vpcsIn(call).all().length + (defaultVpcAwaited(call) ? 1 : 0);
      limit(count + 1, quotas.vpcs, 'VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
      const vpc = createVpc(call, {
        cidr: vpcBlock(input.CidrBlock),
        ipv6: input.AmazonProvidedIpv6CidrBlock === true ? newIpv6Block() : undefined,
        isDefault: false,
        tenancy: input.InstanceTenancy === 'dedicated' ? 'dedicated' : 'default',
      });
      tagNew(call, vpc.id, 'vpc', input.TagSpecifications);
      return { Vpc: { ...describeVpc(call, vpc), State: 'pending' } };
    },
    (call) => [{ action: 'ec2:CreateVpc', resources: [arnOf(call, 'vpc', '*')] }],
  ),

  CreateDefaultVpc: operation<CreateDefaultVpcRequest, CreateVpcResult>((call) => {
    if (existingDefaultVpc(call) !== undefined)
      throw new AwsFailure('DefaultVpcAlreadyExists', 'A Default VPC already exists for this account in this region.');
    return { Vpc: { ...describeVpc(call, makeDefaultVpc(call)), State: 'pending' } };
  }),

  DescribeVpcs: operation<DescribeVpcsRequest, DescribeVpcsResult>((call, input) => {
    refusePagedIds(input.VpcIds, input.MaxResults, 'vpcIds');
    const found = listing(
      call,
      { rows: vpcsIn(call), find: findVpc, readers: readers(call) },
      { ids: input.VpcIds, filters: input.Filters, max: input.MaxResults, token: input.NextToken },
    );
    return { Vpcs: found.items.map((vpc) => describeVpc(call, vpc)), ...nextOf(found) };
  }),

  DeleteVpc: operation<DeleteVpcRequest, object>(
    (call, { VpcId = '' }) => {
      deleteVpc(call, findVpc(call, VpcId));
      return {};
    },
    (call, { VpcId = '*' }) => [{ action: 'ec2:DeleteVpc', resources: [arnOf(call, 'vpc', VpcId)] }],
  ),
};

/** A VPC's IPv4 block in canonical form: between /16 and /28 ("VPC CIDR blocks"). */
export const vpcBlock = (text: string | undefined): string => {
  if (text === undefined)
    throw new AwsFailure('MissingParameter', 'Either cidrBlock or ipv4IpamPoolId must be provided');
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr?.version !== 4)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  if (cidr.bits < 16 || cidr.bits > 28) throw new AwsFailure('InvalidVpc.Range', `The CIDR '${text}' is invalid.`);
  return cidrText(cidr);
};

const readers = (place: Place): Readers<VpcRecord> => ({
  cidr: (vpc) => vpc.cidrs[0]?.cidr,
  'cidr-block-association.cidr-block': (vpc) => vpc.cidrs.map((one) => one.cidr),
  'cidr-block-association.association-id': (vpc) => vpc.cidrs.map((one) => one.associationId),
  'cidr-block-association.state': () => 'associated',
  'dhcp-options-id': (vpc) => vpc.dhcpOptionsId,
  'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) => vpc.ipv6.map((one) => one.cidr),
  'ipv6-cidr-block-association.ipv6-pool': (vpc) => vpc.ipv6.map(() => 'Amazon'),
  'ipv6-cidr-block-association.association-id': (vpc) => vpc.ipv6.map((one) => one.associationId),
  'ipv6-cidr-block-association.state': (vpc) => vpc.ipv6.map(() => 'associated'),
  'is-default': (vpc) => vpc.isDefault,
  isDefault: (vpc) => vpc.isDefault,
  'owner-id': () => place.account,
  state: () => 'available',
  'vpc-id': (vpc) => vpc.id,
});

const describeVpc = (place: Place, vpc: VpcRecord): Vpc => ({
  VpcId: vpc.id,
  OwnerId: place.account,
  CidrBlock: vpc.cidrs[0]?.cidr,
  DhcpOptionsId: vpc.dhcpOptionsId,
  State: 'available',
  InstanceTenancy: vpc.tenancy,
  IsDefault: vpc.isDefault,
  CidrBlockAssociationSet: vpc.cidrs.map((one) => ({
    AssociationId: one.associationId,
    CidrBlock: one.cidr,
    CidrBlockState: { State: 'associated' },
  })),
  Ipv6CidrBlockAssociationSet: vpc.ipv6.map((one) => ({
    AssociationId: one.associationId,
    Ipv6CidrBlock: one.cidr,
    Ipv6CidrBlockState: { State: 'associated' },
    NetworkBorderGroup: place.region,
    Ipv6Pool: 'Amazon',
  })),
  Tags: tagList(place, vpc.id),
});
