import type { NetworkInterface, Subnet, Vpc } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSite, tcp, type Site } from './sites.js';

describe('an account in a Region', () => {
  let site: Site;
  beforeAll(() => {
    site = openSite(true);
  });
  afterAll(() => site.close());

  it('sees the Regions it need not opt in to, and three zones', () => {
    const names = (input = {}) =>
      site.ask<{ Regions: { RegionName: string }[] }>('DescribeRegions', input).Regions.map((one) => one.RegionName);
    expect(names()).toContain('eu-west-1');
    expect(names()).not.toContain('eu-south-1');
    expect(names({ AllRegions: true })).toContain('eu-south-1');
    const ids = { Filters: [{ Name: 'zone-id', Values: ['euw1-az2'] }] };
    expect(site.ask('DescribeAvailabilityZones', ids)).toMatchObject({
      AvailabilityZones: [{ ZoneName: 'eu-west-1b', ZoneId: 'euw1-az2', State: 'available' }],
    });
    expect(site.refused('DescribeAvailabilityZones', { ZoneNames: ['eu-west-1z'] })).toBe('InvalidParameterValue');
  });

  it('knows its limits, has no trunk interfaces, and no serial console until it is switched on', () => {
    const attributes = site.ask<{ AccountAttributes: object[] }>('DescribeAccountAttributes').AccountAttributes;
    const AttributeName = 'vpc-max-security-groups-per-interface';
    expect(attributes).toContainEqual({ AttributeName, AttributeValues: [{ AttributeValue: '5' }] });
    expect(site.ask('DescribeTrunkInterfaceAssociations')).toEqual({ InterfaceAssociations: [] });
    const status = () => site.ask('GetSerialConsoleAccessStatus');
    expect(status()).toMatchObject({ SerialConsoleAccessEnabled: false });
    site.ask('EnableSerialConsoleAccess');
    expect(status()).toMatchObject({ SerialConsoleAccessEnabled: true });
    site.ask('DisableSerialConsoleAccess');
    expect(site.ask('DescribeVpcBlockPublicAccessOptions')).toMatchObject({
      VpcBlockPublicAccessOptions: { InternetGatewayBlockMode: 'off', State: 'default-state' },
    });
  });

  it('can name AWS’s prefix lists in rules and routes', () => {
    const Filters = [{ Name: 'prefix-list-name', Values: ['com.amazonaws.eu-west-1.s3'] }];
    const [list] = site.ask<{ PrefixLists: { PrefixListId: string; Cidrs: string[] }[] }>('DescribePrefixLists', {
      Filters,
    }).PrefixLists;
    expect(site.ask('GetManagedPrefixListEntries', { PrefixListId: list?.PrefixListId })).toEqual({
      Entries: list?.Cidrs.map((Cidr) => ({ Cidr })),
    });
    expect(site.ask('DescribeManagedPrefixLists', { PrefixListIds: [list?.PrefixListId] })).toMatchObject({
      PrefixLists: [{ OwnerId: 'AWS' }],
    });
    const group = site.group('s3');
    const IpPermissions = [tcp(443, { PrefixListIds: [{ PrefixListId: list?.PrefixListId }] })];
    site.ask('AuthorizeSecurityGroupEgress', { GroupId: group, IpPermissions });
    expect(site.rules(group).at(-1)).toMatchObject({ PrefixListId: list?.PrefixListId, IsEgress: true });
    const ServiceNames = ['com.amazonaws.eu-west-1.s3'];
    expect(site.ask('DescribeVpcEndpointServices', { ServiceNames })).toMatchObject({ ServiceNames });
    expect(site.ask('DescribeSecurityGroupReferences', { GroupId: [group] })).toEqual({
      SecurityGroupReferenceSet: [],
    });
  });

  it('describes rules by words that may change', () => {
    const group = site.group('words');
    site.open(group, 443);
    const [outbound] = site.rules(group);
    const rule = site.rules(group).at(-1);
    const describeRules = (Description: string, id = rule?.SecurityGroupRuleId) => ({
      GroupId: group,
      SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: id, Description }],
    });
    site.ask('UpdateSecurityGroupRuleDescriptionsIngress', describeRules('everyone'));
    expect(site.rules(group).at(-1)?.Description).toBe('everyone');
    const other = describeRules('x', outbound?.SecurityGroupRuleId);
    expect(site.refused('UpdateSecurityGroupRuleDescriptionsIngress', other)).toBe('InvalidPermission.NotFound');
  });

  it('gives IPv6 addresses of its VPC’s block, and a way out for them alone', () => {
    const { Vpcs } = site.ask<{ Vpcs: Vpc[] }>('DescribeVpcs', { VpcIds: [site.vpcId] });
    const block = Vpcs[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? '';
    expect(block).toMatch(/::\/56$/);
    const Ipv6CidrBlock = block.replace('/56', '/64');
    const outside = { SubnetId: site.subnetId, Ipv6CidrBlock: '2001:db8:ffff::/48' };
    expect(site.refused('AssociateSubnetCidrBlock', outside)).toBe('InvalidSubnet.Range');
    site.ask('AssociateSubnetCidrBlock', { SubnetId: site.subnetId, Ipv6CidrBlock });
    const { Subnets } = site.ask<{ Subnets: Subnet[] }>('DescribeSubnets', { SubnetIds: [site.subnetId] });
    expect(Subnets[0]?.Ipv6CidrBlockAssociationSet).toMatchObject([{ Ipv6CidrBlock }]);
    const eni = site.interface();
    const [ip] = site.ask<{ AssignedIpv6Addresses: string[] }>('AssignIpv6Addresses', {
      NetworkInterfaceId: eni,
      Ipv6AddressCount: 1,
    }).AssignedIpv6Addresses;
    const addresses = (): NetworkInterface['Ipv6Addresses'] => site.shown(eni).Ipv6Addresses;
    expect(addresses()).toEqual([{ Ipv6Address: ip }]);
    site.ask('UnassignIpv6Addresses', { NetworkInterfaceId: eni, Ipv6Addresses: [ip] });
    expect(addresses()).toEqual([]);
    const gateway = site.ask<{ EgressOnlyInternetGateway: { EgressOnlyInternetGatewayId: string } }>(
      'CreateEgressOnlyInternetGateway',
      { VpcId: site.vpcId },
    ).EgressOnlyInternetGateway;
    const route = { RouteTableId: site.mainTable(), DestinationIpv6CidrBlock: '::/0', ...gateway };
    site.ask('CreateRoute', { ...route, Attachments: undefined, Tags: undefined });
    expect(site.refused('DeleteVpc', { VpcId: site.vpcId })).toBe('DependencyViolation');
    expect(site.ask('DescribeEgressOnlyInternetGateways')).toMatchObject({ EgressOnlyInternetGateways: [gateway] });
  });

  it('tells what an interface’s attribute is', () => {
    const eni = site.interface({ Description: 'words' });
    const attribute = (Attribute: string) =>
      site.ask('DescribeNetworkInterfaceAttribute', { NetworkInterfaceId: eni, Attribute });
    expect(attribute('description')).toEqual({ NetworkInterfaceId: eni, Description: { Value: 'words' } });
    expect(attribute('sourceDestCheck')).toEqual({ NetworkInterfaceId: eni, SourceDestCheck: { Value: true } });
    expect(attribute('groupSet')).toMatchObject({ Groups: [{ GroupName: 'default' }] });
    expect(attribute('attachment')).toEqual({ NetworkInterfaceId: eni });
    expect(attribute('associatePublicIpAddress')).toMatchObject({ AssociatePublicIpAddress: false });
  });
});
