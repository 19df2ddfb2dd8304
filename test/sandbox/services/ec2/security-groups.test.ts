import type { DescribeSecurityGroupsResult, RevokeSecurityGroupIngressResult, Vpc } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSite, tcp, type Site } from './sites.js';

const anywhere = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

describe('a security group', () => {
  let site: Site;
  beforeAll(() => {
    site = openSite();
  });
  afterAll(() => site.close());

  const authorize = (GroupId: string, ...IpPermissions: object[]) =>
    site.ask('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });
  const refusedRule = (GroupId: string, ...IpPermissions: object[]) =>
    site.refused('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });
  const described = (input: object) => site.ask<DescribeSecurityGroupsResult>('DescribeSecurityGroups', input);

  it('is open outbound and closed inbound when new', () => {
    const group = site.group('new');
    const [rule, ...others] = site.rules(group);
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ GroupId: group, IsEgress: true, IpProtocol: '-1', CidrIpv4: '0.0.0.0/0' });
    expect(rule?.SecurityGroupRuleId).toMatch(/^sgr-0[0-9a-f]{16}$/);
    const [shown] = described({ GroupIds: [group] }).SecurityGroups ?? [];
    expect(shown?.IpPermissions).toEqual([]);
    expect(shown?.IpPermissionsEgress).toMatchObject([{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
  });

  it('is there in every VPC as the default one, which admits itself and cannot be deleted', () => {
    const { SecurityGroups = [] } = described({ Filters: [{ Name: 'group-name', Values: ['default'] }] });
    const [group] = SecurityGroups.filter((one) => one.VpcId === site.vpcId);
    expect(group?.IpPermissions).toMatchObject([{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group?.GroupId }] }]);
    expect(site.refused('DeleteSecurityGroup', { GroupId: group?.GroupId })).toBe('CannotDelete');
    const reserved = { GroupName: 'default', Description: 'x', VpcId: site.vpcId };
    expect(site.refused('CreateSecurityGroup', reserved)).toBe('InvalidGroup.Reserved');
  });

  it('has a name and a description of AWS’s characters, and a name of its own in its VPC', () => {
    site.group('once');
    const create = (GroupName: string, Description = 'x') =>
      site.refused('CreateSecurityGroup', { GroupName, Description, VpcId: site.vpcId });
    expect(create('once')).toBe('InvalidGroup.Duplicate');
    expect(create('sg-mine')).toBe('InvalidParameterValue');
    expect(create('naïve')).toBe('InvalidParameterValue');
    expect(create('fine', 'x'.repeat(256))).toBe('InvalidParameterValue');
  });

  it('refuses a rule that it has, and a rule that it has not', () => {
    const group = site.group('web');
    authorize(group, tcp(443, anywhere));
    expect(refusedRule(group, tcp(80, anywhere), tcp(443, anywhere))).toBe('InvalidPermission.Duplicate');
    expect(site.rules(group).filter((one) => !one.IsEgress)).toHaveLength(1);
    const absent = { GroupId: group, IpPermissions: [tcp(22, anywhere)] };
    expect(site.refused('RevokeSecurityGroupIngress', absent)).toBe('InvalidPermission.NotFound');
    site.ask('RevokeSecurityGroupIngress', { GroupId: group, IpPermissions: [tcp(443, anywhere)] });
    expect(site.rules(group).filter((one) => !one.IsEgress)).toEqual([]);
  });

  it('reports unknown rules instead of refusing them in the default VPC', () => {
    site.ask<{ Vpc: Vpc }>('CreateDefaultVpc');
    const { GroupId } = site.ask<{ GroupId: string }>('CreateSecurityGroup', { GroupName: 'here', Description: 'x' });
    const answer = site.ask<RevokeSecurityGroupIngressResult>('RevokeSecurityGroupIngress', {
      GroupId,
      IpPermissions: [tcp(22, anywhere)],
    });
    expect(answer).toMatchObject({ Return: true, RevokedSecurityGroupRules: [] });
    expect(answer.UnknownIpPermissions).toMatchObject([tcp(22, anywhere)]);
  });

  it('loses its outbound rules by id, once', () => {
    const group = site.group('quarantine');
    const SecurityGroupRuleIds = site.rules(group).map((one) => one.SecurityGroupRuleId);
    const input = { GroupId: group, SecurityGroupRuleIds };
    expect(site.ask('RevokeSecurityGroupEgress', input)).toMatchObject({
      RevokedSecurityGroupRules: [{ SecurityGroupRuleId: SecurityGroupRuleIds[0], CidrIpv4: '0.0.0.0/0' }],
    });
    expect(site.rules(group)).toEqual([]);
    expect(site.refused('RevokeSecurityGroupEgress', input)).toBe('InvalidSecurityGroupRuleId.NotFound');
  });

  it('answers all rules that one call adds, not those of the last permission alone', () => {
    const group = site.group('both');
    const added = site.ask<{ SecurityGroupRules: object[] }>('AuthorizeSecurityGroupIngress', {
      GroupId: group,
      IpPermissions: [tcp(80, { IpRanges: [{ CidrIp: '10.1.0.9/16' }] }), tcp(443, anywhere)],
    });
    expect(added.SecurityGroupRules).toMatchObject([
      { FromPort: 80, CidrIpv4: '10.1.0.0/16' },
      { FromPort: 443, CidrIpv4: '0.0.0.0/0' },
    ]);
  });

  it('holds sixty rules of a direction, for IPv4 and IPv6 apart', () => {
    const group = site.group('full');
    const blocks = Array.from({ length: 61 }, (_, at) => ({ CidrIp: `10.${at}.0.0/16` }));
    expect(refusedRule(group, tcp(1, { IpRanges: blocks }))).toBe('RulesPerSecurityGroupLimitExceeded');
    authorize(group, tcp(1, { IpRanges: blocks.slice(1) }));
    authorize(group, tcp(1, { Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] }));
    expect(refusedRule(group, tcp(2, anywhere))).toBe('RulesPerSecurityGroupLimitExceeded');
  });

  it('refuses rules that are malformed', () => {
    const group = site.group('strict');
    expect(refusedRule(group, tcp(70_000, anywhere))).toBe('InvalidParameterValue');
    expect(refusedRule(group, { IpProtocol: 'tcp', ...anywhere })).toBe('InvalidParameterValue');
    expect(refusedRule(group, tcp(1, { IpRanges: [{ CidrIp: '10.0.0.0/33' }] }))).toBe('InvalidParameterValue');
    expect(refusedRule(group)).toBe('MissingParameter');
    const elsewhere = site.group('elsewhere', site.vpc());
    expect(refusedRule(group, tcp(1, { UserIdGroupPairs: [{ GroupId: elsewhere }] }))).toBe('InvalidGroup.NotFound');
  });

  it('cannot be deleted while an interface wears it or a rule of another group names it', () => {
    const worn = site.group('worn');
    const named = site.group('named');
    const eni = site.interface({ Groups: [worn] });
    authorize(worn, tcp(22, { UserIdGroupPairs: [{ GroupId: named }] }));
    for (const GroupId of [worn, named])
      expect(site.refused('DeleteSecurityGroup', { GroupId })).toBe('DependencyViolation');
    site.ask('DeleteNetworkInterface', { NetworkInterfaceId: eni });
    site.ask('DeleteSecurityGroup', { GroupId: worn });
    site.ask('DeleteSecurityGroup', { GroupId: named });
    expect(site.refused('DeleteSecurityGroup', { GroupId: named })).toBe('InvalidGroup.NotFound');
    expect(site.refused('DescribeSecurityGroups', { GroupIds: ['sg-1'] })).toBe('InvalidGroupId.Malformed');
  });

  it('changes rules by id, but not into what another rule says', () => {
    const group = site.group('changing');
    authorize(group, tcp(80, anywhere), tcp(81, anywhere));
    const [first] = site.rules(group).filter((one) => one.FromPort === 80);
    const modify = (port: number) => ({
      GroupId: group,
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: first?.SecurityGroupRuleId,
          SecurityGroupRule: { IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIpv4: '0.0.0.0/0' },
        },
      ],
    });
    expect(site.refused('ModifySecurityGroupRules', modify(81))).toBe('InvalidPermission.Duplicate');
    site.ask('ModifySecurityGroupRules', modify(8080));
    expect(site.rules(group).map((one) => one.FromPort)).toEqual([-1, 8080, 81]);
  });

  it('is listed in pages and by what its rules say', () => {
    const open = described({ Filters: [{ Name: 'ip-permission.to-port', Values: ['8080'] }] }).SecurityGroups ?? [];
    expect(open.map((one) => one.GroupName)).toEqual(['changing']);
    const first = described({ MaxResults: 5 });
    expect(first.SecurityGroups).toHaveLength(5);
    const second = described({ MaxResults: 5, NextToken: first.NextToken });
    expect(second.SecurityGroups?.[0]?.GroupId).not.toBe(first.SecurityGroups?.[0]?.GroupId);
    expect(site.refused('DescribeSecurityGroups', { Filters: [{ Name: 'no-such', Values: ['x'] }] })).toBe(
      'InvalidParameterValue',
    );
  });

  it('is not made by a dry run', () => {
    const input = { GroupName: 'dry', Description: 'x', VpcId: site.vpcId };
    expect(site.refused('CreateSecurityGroup', { ...input, DryRun: true })).toBe('DryRunOperation');
    expect(site.refused('CreateSecurityGroup', { ...input, VpcId: 'vpc-01234567', DryRun: true })).toBe(
      'InvalidVpcID.NotFound',
    );
    site.ask('CreateSecurityGroup', input);
  });
});

describe('a security group of a VPC with IPv6', () => {
  let site: Site;
  beforeAll(() => {
    site = openSite(true);
  });
  afterAll(() => site.close());

  it('is open outbound for IPv6 too', () => {
    expect(site.rules(site.group('new')).map((one) => one.CidrIpv4 ?? one.CidrIpv6)).toEqual(['0.0.0.0/0', '::/0']);
  });

  it('gets that rule when its VPC gets an IPv6 block, unless its outbound rules were changed', () => {
    const vpc = site.vpc({ CidrBlock: '10.2.0.0/16' });
    const [usual, narrowed] = [site.group('usual', vpc), site.group('narrowed', vpc)];
    const SecurityGroupRuleIds = site.rules(narrowed).map((one) => one.SecurityGroupRuleId);
    site.ask('RevokeSecurityGroupEgress', { GroupId: narrowed, SecurityGroupRuleIds });
    site.ask('AssociateVpcCidrBlock', { VpcId: vpc, AmazonProvidedIpv6CidrBlock: true });
    expect(site.rules(usual).map((one) => one.CidrIpv4 ?? one.CidrIpv6)).toEqual(['0.0.0.0/0', '::/0']);
    expect(site.rules(narrowed)).toEqual([]);
  });
});
