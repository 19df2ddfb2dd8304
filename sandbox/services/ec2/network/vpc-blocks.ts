import type {
  AssociateSubnetCidrBlockRequest,
  AssociateSubnetCidrBlockResult,
  AssociateVpcCidrBlockRequest,
  AssociateVpcCidrBlockResult,
  DisassociateVpcCidrBlockRequest,
  DisassociateVpcCidrBlockResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { holds, overlap, parseCidr } from '../cidr.js';
import { findSubnet, findVpc } from '../finders.js';
import { aclsIn, groupsIn, subnetsIn, vpcsIn, type AclRecord, type VpcRecord } from './network-records.js';
import { openIpv6 } from '../groups/security-group-store.js';
import { checkIpv6Block } from './subnet-blocks.js';
import { arnOf } from '../tags.js';
import { unsupported } from '../unsupported.js';
import { newIpv6Block } from './vpc-store.js';
import { vpcBlock } from './vpcs.js';

const vpcOf = (place: Place, associationId: string): VpcRecord | undefined =>
  vpcsIn(place)
    .all()
    .find((one) => [...one.cidrs, ...one.ipv6].some((block) => block.associationId === associationId));

/** A block of a VPC by its association, and the VPC; else AWS's refusal. */
const findBlock = (place: Place, associationId: string) => {
  const vpc = vpcOf(place, associationId);
  const block = vpc && [...vpc.cidrs, ...vpc.ipv6].find((one) => one.associationId === associationId);
  if (vpc === undefined || block === undefined)
    throw new AwsFailure(
      'InvalidVpcCidrBlockAssociationID.NotFound',
      `The vpc CIDR block association ID '${associationId}' does not exist`,
    );
  return { vpc, block };
};

/** AssociateVpcCidrBlock, DisassociateVpcCidrBlock, AssociateSubnetCidrBlock. */
export const vpcBlockOperations: Operations = {
  AssociateVpcCidrBlock: operation<AssociateVpcCidrBlockRequest, AssociateVpcCidrBlockResult>(
    (call, input) => {
      unsupported(input, ['Ipv6Pool', 'Ipv6CidrBlock', 'Ipv4IpamPoolId', 'Ipv6IpamPoolId']);
      const vpc = findVpc(call, input.VpcId ?? '');
      const associationId = hexId('vpc-cidr-assoc');
      if (input.AmazonProvidedIpv6CidrBlock === true) {
        const cidr = newIpv6Block();
        vpcsIn(call).put(vpc.id, { ...vpc, ipv6: [...vpc.ipv6, { associationId, cidr }] });
        openDefaults(call, vpc.id);
        const Ipv6CidrBlockState = { State: 'associating' } as const;
        return {
          VpcId: vpc.id,
          Ipv6CidrBlockAssociation: { AssociationId: associationId, Ipv6CidrBlock: cidr, Ipv6CidrBlockState },
        };
      }
      const cidr = vpcBlock(input.CidrBlock);
      if (vpc.cidrs.some((one) => overlapping(one.cidr, cidr)))
        throw new AwsFailure('InvalidVpc.Range', `The CIDR '${cidr}' conflicts with another CIDR block of the VPC.`);
      vpcsIn(call).put(vpc.id, { ...vpc, cidrs: [...vpc.cidrs, { associationId, cidr }] });
      return {
        VpcId: vpc.id,
        CidrBlockAssociation: {
          AssociationId: associationId,
          CidrBlock: cidr,
          CidrBlockState: { State: 'associating' },
        },
      };
    },
    (call, { VpcId = '*' }) => [{ action: 'ec2:AssociateVpcCidrBlock', resources: [arnOf(call, 'vpc', VpcId)] }],
  ),

  DisassociateVpcCidrBlock: operation<DisassociateVpcCidrBlockRequest, DisassociateVpcCidrBlockResult>(
    (call, { AssociationId = '' }) => {
      const { vpc, block } = findBlock(call, AssociationId);
      const used = subnetsIn(call)
        .all()
        .some(
          (one) => one.vpcId === vpc.id && (holds(block.cidr, one.cidr) || holds(block.cidr, one.ipv6?.cidr ?? '')),
        );
      if (vpc.cidrs[0] === block || used)
        throw new AwsFailure('OperationNotPermitted', `The CIDR block '${block.cidr}' cannot be disassociated.`);
      const others = <T>(all: readonly T[]): readonly T[] => all.filter((one) => one !== (block as T));
      vpcsIn(call).put(vpc.id, { ...vpc, cidrs: others(vpc.cidrs), ipv6: others(vpc.ipv6) });
      return { VpcId: vpc.id };
    },
    (call, { AssociationId = '' }) => [
      {
        action: 'ec2:DisassociateVpcCidrBlock',
        resources: [arnOf(call, 'vpc', vpcOf(call, AssociationId)?.id ?? '*')],
      },
    ],
  ),

  AssociateSubnetCidrBlock: operation<AssociateSubnetCidrBlockRequest, AssociateSubnetCidrBlockResult>(
    (call, input) => {
      unsupported(input, ['Ipv6IpamPoolId', 'Ipv6NetmaskLength']);
      const subnet = findSubnet(call, input.SubnetId ?? '');
      const cidr = checkIpv6Block(call, subnet.vpcId, input.Ipv6CidrBlock ?? '');
      if (subnet.ipv6 !== undefined)
        throw new AwsFailure('InvalidParameterValue', `The subnet '${subnet.id}' already has an IPv6 CIDR block.`);
      const associationId = hexId('subnet-cidr-assoc');
      subnetsIn(call).put(subnet.id, { ...subnet, ipv6: { associationId, cidr } });
      return {
        SubnetId: subnet.id,
        Ipv6CidrBlockAssociation: {
          AssociationId: associationId,
          Ipv6CidrBlock: cidr,
          Ipv6CidrBlockState: { State: 'associating' },
        },
      };
    },
    (call, { SubnetId = '*' }) => [
      { action: 'ec2:AssociateSubnetCidrBlock', resources: [arnOf(call, 'subnet', SubnetId)] },
    ],
  ),
};

const overlapping = (a: string, b: string): boolean => {
  const [one, other] = [parseCidr(a), parseCidr(b)];
  return one !== undefined && other !== undefined && overlap(one, other);
};

/** What AWS opens for IPv6 when a VPC gets its block: the default network ACL, and groups that nobody has narrowed. */
const openDefaults = (place: Place, vpcId: string): void => {
  for (const group of groupsIn(place).all()) if (group.vpcId === vpcId) openIpv6(place, group.id);
  for (const acl of aclsIn(place).all()) if (acl.vpcId === vpcId && acl.isDefault) openAcl(place, acl);
};

const openAcl = (place: Place, acl: AclRecord): void => {
  const taken = (egress: boolean): boolean => acl.entries.some((one) => one.egress === egress && one.number === 101);
  const added = [false, true]
    .filter((egress) => !taken(egress))
    .map((egress) => ({ number: 101, egress, protocol: '-1', allow: true, cidr: '::/0' }));
  aclsIn(place).put(acl.id, { ...acl, entries: [...acl.entries, ...added] });
};
