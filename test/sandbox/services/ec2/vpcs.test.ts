import type { DescribeVpcsResult, NetworkAcl, RouteTable, Vpc } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSite, type Site } from './sites.js';

describe('a VPC', () => {
  let site: Site;
  beforeAll(() => {
    site = openSite();
  });
  afterAll(() => site.close());

  const within = (vpcId: string) => ({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] });

  it('comes with a main route table, an open default network ACL and a default group, and goes with them', () => {
    const id = site.vpc({ CidrBlock: '10.7.0.1/24' });
    const { Vpcs = [] } = site.ask<DescribeVpcsResult>('DescribeVpcs', { VpcIds: [id] });
    expect(Vpcs).toMatchObject([{ CidrBlock: '10.7.0.0/24', State: 'available', IsDefault: false }]);
    const tables = site.ask<{ RouteTables: RouteTable[] }>('DescribeRouteTables', within(id)).RouteTables;
    expect(tables).toMatchObject([
      {
        Associations: [{ Main: true }],
        Routes: [{ DestinationCidrBlock: '10.7.0.0/24', GatewayId: 'local', State: 'active' }],
      },
    ]);
    const acls = site.ask<{ NetworkAcls: NetworkAcl[] }>('DescribeNetworkAcls', within(id)).NetworkAcls;
    const decisions = acls[0]?.Entries?.map((one) => `${one.RuleNumber} ${one.RuleAction}`).toSorted();
    expect(decisions).toEqual(['100 allow', '100 allow', '32767 deny', '32767 deny']);
    site.ask('DeleteVpc', { VpcId: id });
    expect(site.refused('DescribeVpcs', { VpcIds: [id] })).toBe('InvalidVpcID.NotFound');
    for (const operation of ['DescribeRouteTables', 'DescribeNetworkAcls', 'DescribeSecurityGroups'])
      expect(Object.values(site.ask<object>(operation, within(id)))).toEqual([[]]);
  });

  it('cannot be deleted while anything of its own is in it', () => {
    const id = site.vpc();
    const subnet = site.subnet('10.0.0.0/24', 'a', id);
    expect(site.refused('DeleteVpc', { VpcId: id })).toBe('DependencyViolation');
    site.ask('DeleteSubnet', { SubnetId: subnet });
    const group = site.group('own', id);
    expect(site.refused('DeleteVpc', { VpcId: id })).toBe('DependencyViolation');
    site.ask('DeleteSecurityGroup', { GroupId: group });
    site.ask('DeleteVpc', { VpcId: id });
  });

  it('has a block between /16 and /28, and four of its kind beside the default one', () => {
    const create = (CidrBlock: string) => site.refused('CreateVpc', { CidrBlock });
    expect(create('10.0.0.0/8')).toBe('InvalidVpc.Range');
    expect(create('10.0.0.0/29')).toBe('InvalidVpc.Range');
    expect(create('10.0.0.0')).toBe('InvalidParameterValue');
    const others = Array.from({ length: 3 }, () => site.vpc());
    expect(create('10.0.0.0/16')).toBe('VpcLimitExceeded');
    for (const VpcId of others) site.ask('DeleteVpc', { VpcId });
  });

  it('changes one attribute at a time', () => {
    const both = { EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } };
    expect(site.refused('ModifyVpcAttribute', { VpcId: site.vpcId, ...both })).toBe('InvalidParameterCombination');
    const hostnames = () => site.ask('DescribeVpcAttribute', { VpcId: site.vpcId, Attribute: 'enableDnsHostnames' });
    expect(hostnames()).toEqual({ VpcId: site.vpcId, EnableDnsHostnames: { Value: false } });
    site.ask('ModifyVpcAttribute', { VpcId: site.vpcId, EnableDnsHostnames: { Value: true } });
    expect(hostnames()).toEqual({ VpcId: site.vpcId, EnableDnsHostnames: { Value: true } });
  });

  it('is made by need as the default one, once, and stays deleted', () => {
    const isDefault = { Filters: [{ Name: 'is-default', Values: ['true'] }] };
    const defaults = () => site.ask<{ Vpcs: Vpc[] }>('DescribeVpcs', isDefault).Vpcs;
    expect(defaults()).toEqual([]);
    const group = (GroupName: string) => ({ GroupName, Description: 'x' });
    site.ask('CreateSecurityGroup', group('one'));
    site.ask('CreateSecurityGroup', group('two'));
    expect(defaults()).toMatchObject([{ CidrBlock: '172.31.0.0/16' }]);
    expect(site.refused('CreateDefaultVpc')).toBe('DefaultVpcAlreadyExists');
    const VpcId = defaults()[0]?.VpcId ?? '';
    for (const GroupName of ['one', 'two']) site.ask('DeleteSecurityGroup', { GroupName });
    const { Subnets } = site.ask<{ Subnets: { SubnetId: string }[] }>('DescribeSubnets', within(VpcId));
    expect(Subnets).toHaveLength(3);
    for (const { SubnetId } of Subnets) site.ask('DeleteSubnet', { SubnetId });
    const gateways = site.ask<{ InternetGateways: { InternetGatewayId: string }[] }>('DescribeInternetGateways');
    const [gateway] = gateways.InternetGateways;
    site.ask('DetachInternetGateway', { InternetGatewayId: gateway?.InternetGatewayId, VpcId });
    site.ask('DeleteVpc', { VpcId });
    expect(site.refused('CreateSecurityGroup', group('three'))).toBe('VPCIdNotSpecified');
  });

  it('has subnets within it that do not overlap', () => {
    const create = (CidrBlock: string, AvailabilityZone = 'eu-west-1a') =>
      site.refused('CreateSubnet', { VpcId: site.vpcId, CidrBlock, AvailabilityZone });
    expect(create('10.1.0.0/24')).toBe('InvalidSubnet.Range');
    expect(create('10.0.0.128/25')).toBe('InvalidSubnet.Conflict');
    expect(create('10.0.5.0/24', 'eu-west-1z')).toBe('InvalidParameterValue');
    const used = site.subnet('10.0.5.0/24');
    const eni = site.interface({ SubnetId: used });
    expect(site.refused('DeleteSubnet', { SubnetId: used })).toBe('DependencyViolation');
    site.ask('DeleteNetworkInterface', { NetworkInterfaceId: eni });
    site.ask('DeleteSubnet', { SubnetId: used });
    const two = { MapPublicIpOnLaunch: { Value: true }, EnableDns64: { Value: true } };
    expect(site.refused('ModifySubnetAttribute', { SubnetId: site.subnetId, ...two })).toBe(
      'InvalidParameterCombination',
    );
  });
});
