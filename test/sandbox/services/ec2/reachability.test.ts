import type {
  CreateNatGatewayResult,
  CreateNetworkAclResult,
  CreateVpcEndpointResult,
  NetworkAcl,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mayFlow, waysOut, type Flow } from '../../../../sandbox/services/ec2/reach/reachability.js';
import { openSite, tcp, type Site } from './sites.js';

const EVERYTHING = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
const C2 = '203.0.113.9';

describe('what the network lets through', () => {
  let site: Site;
  let web: string;
  let quarantine: string;
  beforeEach(() => {
    site = openSite();
    site.ask('ModifySubnetAttribute', { SubnetId: site.subnetId, MapPublicIpOnLaunch: { Value: true } });
    site.connect();
    web = site.group('web');
    site.open(web, 443);
    site.open(web, 22, '198.51.100.0/24');
    quarantine = site.group('quarantine');
    const SecurityGroupRuleIds = site.rules(quarantine).map((one) => one.SecurityGroupRuleId);
    site.ask('RevokeSecurityGroupEgress', { GroupId: quarantine, SecurityGroupRuleIds });
  });
  afterEach(() => site.close());

  /** The interface of an instance that runs in a subnet. */
  const host = (groups: string[], SubnetId = site.subnetId): string => {
    const id = site.running({ SubnetId, SecurityGroupIds: groups });
    return site.instance(id).NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
  };
  const judge = (interfaceId: string, direction: Flow['direction'], port: number, remote: Flow['remote']) =>
    mayFlow(site.place, { interfaceId, direction, protocol: 'tcp', port, remote });
  const wear = (NetworkInterfaceId: string, ...Groups: string[]) =>
    site.ask('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups });

  it('is what groups allow: in on open ports, out by default, nothing in quarantine', () => {
    const eni = host([web]);
    expect(judge(eni, 'in', 443, { ip: C2 })).toMatchObject({ allowed: true, reason: 'internet' });
    expect(judge(eni, 'in', 22, { ip: C2 }).allowed).toBe(false);
    expect(judge(eni, 'in', 22, { ip: '198.51.100.7' }).allowed).toBe(true);
    expect(judge(eni, 'out', 8443, { ip: C2 }).allowed).toBe(true);
    wear(eni, quarantine);
    for (const direction of ['in', 'out'] as const) expect(judge(eni, direction, 443, { ip: C2 }).allowed).toBe(false);
  });

  it('is never Amazon DNS or instance metadata cut off by groups', () => {
    const eni = host([quarantine]);
    for (const ip of ['169.254.169.254', '169.254.169.253', '10.0.0.2'])
      expect(judge(eni, 'out', 53, { ip }).allowed).toBe(true);
    expect(judge(eni, 'out', 53, { ip: '8.8.8.8' }).allowed).toBe(false);
  });

  it('is tracked unless both directions are open to all, and always for ICMP', () => {
    const eni = host([web]);
    expect(judge(eni, 'in', 443, { ip: C2 }).tracked).toBe('untracked');
    expect(judge(eni, 'in', 22, { ip: '198.51.100.7' }).tracked).toBe('tracked');
    expect(judge(eni, 'out', 8443, { ip: C2 }).tracked).toBe('tracked');
    const open = site.group('open');
    site.ask('AuthorizeSecurityGroupIngress', { GroupId: open, IpPermissions: [EVERYTHING] });
    wear(eni, open);
    expect(judge(eni, 'out', 8443, { ip: C2 }).tracked).toBe('untracked');
    const ping = { interfaceId: eni, direction: 'out', protocol: 'icmp', remote: { ip: C2 } } as const;
    expect(mayFlow(site.place, ping)).toMatchObject({ allowed: true, tracked: 'always-tracked' });
  });

  it('asks the groups of both sides inside the VPC, by group too', () => {
    const db = site.group('db');
    const peers = { UserIdGroupPairs: [{ GroupId: web }] };
    site.ask('AuthorizeSecurityGroupIngress', { GroupId: db, IpPermissions: [tcp(5432, peers)] });
    const [client, server, stranger] = [host([web]), host([db]), host([quarantine])];
    expect(judge(client, 'out', 5432, { interfaceId: server }).allowed).toBe(true);
    expect(judge(server, 'in', 5432, { interfaceId: client }).allowed).toBe(true);
    const ip = site.shown(server).PrivateIpAddress ?? '';
    expect(judge(client, 'out', 5432, { ip }).allowed).toBe(true);
    expect(judge(stranger, 'out', 5432, { interfaceId: server }).allowed).toBe(false);
    expect(judge(server, 'in', 5432, { interfaceId: stranger }).allowed).toBe(false);
    expect(judge(client, 'out', 22, { interfaceId: server }).allowed).toBe(false);
  });

  it('is judged by network ACLs there and back, except within a subnet', () => {
    const [one, other] = [host([web]), host([web])];
    const far = host([web], site.subnet('10.0.1.0/24'));
    expect(judge(one, 'out', 443, { interfaceId: far }).allowed).toBe(true);
    const made = site.ask<CreateNetworkAclResult>('CreateNetworkAcl', { VpcId: site.vpcId });
    const NetworkAclId = made.NetworkAcl?.NetworkAclId;
    const Filters = [{ Name: 'association.subnet-id', Values: [site.subnetId] }];
    const [usual] = site.ask<{ NetworkAcls: NetworkAcl[] }>('DescribeNetworkAcls', { Filters }).NetworkAcls;
    const association = usual?.Associations?.find((each) => each.SubnetId === site.subnetId);
    site.ask('ReplaceNetworkAclAssociation', { AssociationId: association?.NetworkAclAssociationId, NetworkAclId });
    expect(judge(one, 'out', 443, { interfaceId: other }).allowed).toBe(true);
    expect(judge(one, 'out', 443, { interfaceId: far }).allowed).toBe(false);
    const allow = (Egress: boolean) =>
      site.ask('CreateNetworkAclEntry', {
        NetworkAclId,
        RuleNumber: 100,
        Protocol: '-1',
        RuleAction: 'allow',
        Egress,
        CidrBlock: '0.0.0.0/0',
      });
    allow(true);
    // Answers cannot come back yet.
    expect(judge(one, 'out', 443, { ip: C2 }).allowed).toBe(false);
    allow(false);
    expect(judge(one, 'out', 443, { ip: C2 }).allowed).toBe(true);
    const deny = { Protocol: '-1', RuleAction: 'deny', CidrBlock: `${C2}/32` };
    site.ask('CreateNetworkAclEntry', { NetworkAclId, RuleNumber: 50, Egress: true, ...deny });
    expect(judge(one, 'out', 443, { ip: C2 }).allowed).toBe(false);
    expect(judge(one, 'in', 443, { ip: C2 }).allowed).toBe(false);
    expect(judge(one, 'out', 443, { ip: '203.0.113.10' }).allowed).toBe(true);
  });

  it('needs a public address for an internet gateway', () => {
    const eni = host([web]);
    site.ask('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: eni, AssociatePublicIpAddress: false });
    for (const direction of ['in', 'out'] as const)
      expect(judge(eni, direction, 443, { ip: C2 })).toMatchObject({
        allowed: false,
        reason: `${eni} has no public address`,
      });
  });

  it('ends at VPC Block Public Access', () => {
    const eni = host([web]);
    site.ask('ModifyVpcBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-ingress' });
    expect(judge(eni, 'in', 443, { ip: C2 }).allowed).toBe(false);
    expect(judge(eni, 'out', 443, { ip: C2 }).allowed).toBe(true);
    site.ask('ModifyVpcBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' });
    expect(judge(eni, 'out', 443, { ip: C2 }).allowed).toBe(false);
  });

  describe('from a private subnet', () => {
    let inner: string;
    let table: string;
    beforeEach(() => {
      inner = site.subnet('10.0.2.0/24');
      table = site.ask<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', { VpcId: site.vpcId }).RouteTable
        .RouteTableId;
      site.ask('AssociateRouteTable', { RouteTableId: table, SubnetId: inner });
    });

    it('goes nowhere without a route, and through NAT always tracked, outward only', () => {
      const eni = host([web], inner);
      expect(judge(eni, 'out', 443, { ip: C2 }).allowed).toBe(false);
      expect(Object.values(waysOut(site.place, eni)).map((one) => one.allowed)).toEqual([false, false, false]);
      const { allocationId } = site.address();
      const made = site.ask<CreateNatGatewayResult>('CreateNatGateway', {
        SubnetId: site.subnetId,
        AllocationId: allocationId,
      });
      const NatGatewayId = made.NatGateway?.NatGatewayId;
      site.ask('CreateRoute', { RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId });
      expect(judge(eni, 'out', 443, { ip: C2 }).allowed).toBe(false);
      site.pass(30_000);
      expect(judge(eni, 'out', 443, { ip: C2 })).toEqual({ allowed: true, reason: 'nat', tracked: 'always-tracked' });
      expect(judge(eni, 'in', 443, { ip: C2 }).allowed).toBe(false);
      expect(waysOut(site.place, eni).ssm).toEqual({ allowed: true, reason: 'nat' });
    });

    it('reaches services through endpoints whose groups admit it, and through nothing else then', () => {
      site.ask('ModifyVpcAttribute', { VpcId: site.vpcId, EnableDnsHostnames: { Value: true } });
      const guard = site.group('endpoints');
      const endpoint = (service: string) =>
        site.ask<CreateVpcEndpointResult>('CreateVpcEndpoint', {
          VpcId: site.vpcId,
          VpcEndpointType: 'Interface',
          ServiceName: `com.amazonaws.eu-west-1.${service}`,
          SubnetIds: [inner],
          SecurityGroupIds: [guard],
        }).VpcEndpoint?.VpcEndpointId;
      const ids = ['ssm', 'ssmmessages', 'ec2messages'].map(endpoint);
      const [private_, public_] = [host([web], inner), host([web])];
      const allowed = (eni: string) => Object.values(waysOut(site.place, eni)).map((one) => one.allowed);
      expect(allowed(private_)).toEqual([false, false, false]);
      expect(allowed(public_)).toEqual([false, false, false]);
      site.open(guard, 443, '10.0.2.0/24');
      expect(waysOut(site.place, private_).ssm).toEqual({ allowed: true, reason: 'endpoint', endpointId: ids[0] });
      expect(allowed(private_)).toEqual([true, true, true]);
      expect(allowed(public_)).toEqual([false, false, false]);
      wear(private_, quarantine);
      expect(allowed(private_)).toEqual([false, false, false]);
      site.ask('ModifyVpcEndpoint', { VpcEndpointId: ids[0], PrivateDnsEnabled: false });
      expect(waysOut(site.place, public_).ssm).toEqual({ allowed: true, reason: 'internet' });
    });

    it('reaches S3 through a gateway endpoint', () => {
      const eni = host([web], inner);
      expect(waysOut(site.place, eni, ['s3']).s3.allowed).toBe(false);
      const ServiceName = 'com.amazonaws.eu-west-1.s3';
      site.ask('CreateVpcEndpoint', { VpcId: site.vpcId, ServiceName, RouteTableIds: [table] });
      expect(waysOut(site.place, eni, ['s3']).s3).toEqual({ allowed: true, reason: 'gateway-endpoint' });
      expect(judge(eni, 'out', 443, { ip: C2 }).allowed).toBe(false);
    });
  });
});
