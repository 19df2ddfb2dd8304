import type { EC2 } from '@aws-sdk/client-ec2';
import { present } from '../answers.js';
import { named } from '../tags.js';
import type { Vpc } from './vpc.js';

/** The route tables of the VPC that hosts are in. */
export type Ways = { readonly publicTable: string; readonly privateTable: string };

/**
 * The ways out of the VPC: the internet gateway for public subnets; for private ones the NAT gateway, for IPv6 an
 * egress-only internet gateway. The NAT gateway still needs a while to become available.
 */
export const makeWays = async (ec2: EC2, { vpcId, subnets }: Vpc): Promise<Ways> => {
  const table = async (name: string, of: readonly string[]): Promise<string> => {
    const { RouteTable } = await ec2.createRouteTable({
      VpcId: vpcId,
      TagSpecifications: named(name, 'route-table'),
    });
    const id = present(RouteTable?.RouteTableId);
    await Promise.all(of.map((SubnetId) => ec2.associateRouteTable({ RouteTableId: id, SubnetId })));
    return id;
  };
  const [gateway, egress, publicTable, privateTable] = await Promise.all([
    internetGateway(ec2, vpcId),
    ec2.createEgressOnlyInternetGateway({ VpcId: vpcId }),
    table('production-public', [subnets.publicA, subnets.publicB, subnets.natA]),
    table('production-private', [subnets.privateA, subnets.privateB]),
  ]);
  const EgressOnlyInternetGatewayId = present(egress.EgressOnlyInternetGateway?.EgressOnlyInternetGatewayId);
  await Promise.all([
    ec2.createRoute({ RouteTableId: publicTable, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway }),
    ec2.createRoute({ RouteTableId: publicTable, DestinationIpv6CidrBlock: '::/0', GatewayId: gateway }),
    ec2.createRoute({ RouteTableId: privateTable, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId }),
  ]);
  // A NAT gateway needs the way to the internet first.
  const { AllocationId } = await ec2.allocateAddress({
    Domain: 'vpc',
    TagSpecifications: named('production-nat', 'elastic-ip'),
  });
  const { NatGateway } = await ec2.createNatGateway({
    SubnetId: subnets.natA,
    AllocationId: present(AllocationId),
    TagSpecifications: named('production-nat', 'natgateway'),
  });
  await ec2.createRoute({
    RouteTableId: privateTable,
    DestinationCidrBlock: '0.0.0.0/0',
    NatGatewayId: present(NatGateway?.NatGatewayId),
  });
  return { publicTable, privateTable };
};

const internetGateway = async (ec2: EC2, vpcId: string): Promise<string> => {
  const { InternetGateway } = await ec2.createInternetGateway({
    TagSpecifications: named('production', 'internet-gateway'),
  });
  const id = present(InternetGateway?.InternetGatewayId);
  await ec2.attachInternetGateway({ InternetGatewayId: id, VpcId: vpcId });
  return id;
};
