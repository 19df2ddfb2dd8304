import type {
  AllocateAddressResult,
  CreateInternetGatewayResult,
  CreateNetworkInterfaceResult,
  CreateSecurityGroupResult,
  CreateSubnetResult,
  CreateVpcRequest,
  CreateVpcResult,
  NetworkInterface,
  RouteTable,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { openMachines, type Machines } from './machines.js';

/** A VPC 10.0.0.0/16 with one subnet 10.0.0.0/24 in zone a, and short ways to do things in it. */
export type Site = Machines & {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly vpc: (input?: Partial<CreateVpcRequest>) => string;
  readonly subnet: (cidr: string, zone?: string, vpcId?: string) => string;
  readonly group: (name: string, vpcId?: string) => string;
  readonly rules: (groupId: string) => readonly SecurityGroupRule[];
  /** Opens a port of a group inbound to a block. */
  readonly open: (groupId: string, port: number, cidr?: string) => void;
  readonly interface: (input?: object) => string;
  readonly shown: (interfaceId: string) => NetworkInterface;
  readonly groupsOf: (interfaceId: string) => readonly (string | undefined)[];
  readonly address: () => { readonly allocationId: string; readonly ip: string };
  readonly mainTable: (vpcId?: string) => string;
  /** Attaches an internet gateway to the VPC and routes everything through it. */
  readonly connect: () => string;
};

/** Opens a site; `ipv6` gives its VPC an IPv6 block. */
export const openSite = (ipv6 = false): Site => {
  const machines = openMachines();
  const { ask } = machines;
  const id = (text: string | undefined): string => {
    if (text === undefined) throw new Error('there is no id');
    return text;
  };
  const vpc: Site['vpc'] = (input) =>
    id(ask<CreateVpcResult>('CreateVpc', { CidrBlock: '10.0.0.0/16', ...input }).Vpc?.VpcId);
  const vpcId = vpc({ AmazonProvidedIpv6CidrBlock: ipv6 });
  const subnet: Site['subnet'] = (CidrBlock, zone = 'a', within = vpcId) =>
    id(
      ask<CreateSubnetResult>('CreateSubnet', { VpcId: within, CidrBlock, AvailabilityZone: `eu-west-1${zone}` }).Subnet
        ?.SubnetId,
    );
  const subnetId = subnet('10.0.0.0/24');
  const shown: Site['shown'] = (eni) => {
    const { NetworkInterfaces = [] } = ask<{ NetworkInterfaces?: NetworkInterface[] }>('DescribeNetworkInterfaces', {
      NetworkInterfaceIds: [eni],
    });
    return NetworkInterfaces[0] ?? {};
  };
  const mainTable: Site['mainTable'] = (within = vpcId) => {
    const Filters = [
      { Name: 'vpc-id', Values: [within] },
      { Name: 'association.main', Values: ['true'] },
    ];
    return id(ask<{ RouteTables: RouteTable[] }>('DescribeRouteTables', { Filters }).RouteTables[0]?.RouteTableId);
  };
  return {
    ...machines,
    vpcId,
    subnetId,
    vpc,
    subnet,
    group: (GroupName, within = vpcId) =>
      id(
        ask<CreateSecurityGroupResult>('CreateSecurityGroup', { GroupName, Description: GroupName, VpcId: within })
          .GroupId,
      ),
    rules: (groupId) => {
      const Filters = [{ Name: 'group-id', Values: [groupId] }];
      return ask<{ SecurityGroupRules: SecurityGroupRule[] }>('DescribeSecurityGroupRules', { Filters })
        .SecurityGroupRules;
    },
    open: (GroupId, port, CidrIp = '0.0.0.0/0') =>
      void ask('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(port, { IpRanges: [{ CidrIp }] })] }),
    interface: (input) =>
      id(
        ask<CreateNetworkInterfaceResult>('CreateNetworkInterface', { SubnetId: subnetId, ...input }).NetworkInterface
          ?.NetworkInterfaceId,
      ),
    shown,
    groupsOf: (eni) => (shown(eni).Groups ?? []).map((one) => one.GroupId),
    address: () => {
      const made = ask<AllocateAddressResult>('AllocateAddress', { Domain: 'vpc' });
      return { allocationId: id(made.AllocationId), ip: id(made.PublicIp) };
    },
    mainTable,
    connect: () => {
      const made = ask<CreateInternetGatewayResult>('CreateInternetGateway');
      const gatewayId = id(made.InternetGateway?.InternetGatewayId);
      ask('AttachInternetGateway', { InternetGatewayId: gatewayId, VpcId: vpcId });
      const route = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: gatewayId };
      ask('CreateRoute', { RouteTableId: mainTable(), ...route });
      return gatewayId;
    },
  };
};

/** One TCP port of a permission. */
export const tcp = (port: number, peers: object) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peers });
