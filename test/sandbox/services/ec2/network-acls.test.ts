import type { CreateNetworkAclResult, NetworkAcl } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSite, type Site } from './sites.js';

describe('a network ACL', () => {
  let site: Site;
  let id: string;
  beforeAll(() => {
    site = openSite();
    id = site.ask<CreateNetworkAclResult>('CreateNetworkAcl', { VpcId: site.vpcId }).NetworkAcl?.NetworkAclId ?? '';
  });
  afterAll(() => site.close());

  const acl = (of = id): NetworkAcl =>
    site.ask<{ NetworkAcls: NetworkAcl[] }>('DescribeNetworkAcls', { NetworkAclIds: [of] }).NetworkAcls[0] ?? {};
  const entry = (RuleNumber: number, more: object = {}) => ({
    NetworkAclId: id,
    RuleNumber,
    Protocol: 'tcp',
    PortRange: { From: 443, To: 443 },
    RuleAction: 'deny',
    Egress: true,
    CidrBlock: '203.0.113.9/32',
    ...more,
  });
  const own = () => acl().Entries?.filter((one) => (one.RuleNumber ?? 0) < 32_767) ?? [];

  it('has each rule number once in each direction, and rules in order', () => {
    site.ask('CreateNetworkAclEntry', entry(200));
    site.ask('CreateNetworkAclEntry', entry(100, { CidrBlock: '203.0.113.77/24' }));
    expect(site.refused('CreateNetworkAclEntry', entry(100))).toBe('NetworkAclEntryAlreadyExists');
    site.ask('CreateNetworkAclEntry', entry(100, { Egress: false }));
    expect(own().map((one) => [one.RuleNumber, one.Egress, one.CidrBlock])).toEqual([
      [100, true, '203.0.113.0/24'],
      [100, false, '203.0.113.9/32'],
      [200, true, '203.0.113.9/32'],
    ]);
    site.ask('ReplaceNetworkAclEntry', entry(200, { RuleAction: 'allow' }));
    expect(own()[2]).toMatchObject({ RuleAction: 'allow', Protocol: '6' });
    site.ask('DeleteNetworkAclEntry', { NetworkAclId: id, RuleNumber: 200, Egress: true });
    expect(site.refused('ReplaceNetworkAclEntry', entry(200))).toBe('InvalidNetworkAclEntry.NotFound');
    expect(site.refused('CreateNetworkAclEntry', entry(32_767))).toBe('InvalidParameterValue');
  });

  it('gets no entry from a dry run', () => {
    const before = own();
    expect(site.refused('CreateNetworkAclEntry', entry(300, { DryRun: true }))).toBe('DryRunOperation');
    expect(own()).toEqual(before);
  });

  it('has twenty rules of a direction at most', () => {
    const numbers = Array.from({ length: 19 }, (_, at) => 1000 + at);
    for (const number of numbers) site.ask('CreateNetworkAclEntry', entry(number));
    expect(site.refused('CreateNetworkAclEntry', entry(2000))).toBe('NetworkAclEntryLimitExceeded');
  });

  it('takes a subnet over from another one, and stays while it has one', () => {
    const Filters = [{ Name: 'default', Values: ['true'] }];
    const [usual] = site.ask<{ NetworkAcls: NetworkAcl[] }>('DescribeNetworkAcls', { Filters }).NetworkAcls;
    const AssociationId = usual?.Associations?.[0]?.NetworkAclAssociationId;
    const replace = { AssociationId, NetworkAclId: id };
    const { NewAssociationId } = site.ask<{ NewAssociationId: string }>('ReplaceNetworkAclAssociation', replace);
    expect(acl().Associations).toMatchObject([{ NetworkAclAssociationId: NewAssociationId, SubnetId: site.subnetId }]);
    expect(site.refused('ReplaceNetworkAclAssociation', replace)).toBe('InvalidAssociationID.NotFound');
    expect(site.refused('DeleteNetworkAcl', { NetworkAclId: id })).toBe('DependencyViolation');
    expect(site.refused('DeleteNetworkAcl', { NetworkAclId: usual?.NetworkAclId })).toBe('InvalidParameterValue');
  });
});
