import type {
  AttachNetworkInterfaceResult,
  CreateNetworkInterfaceResult,
  DescribeInstanceTypesResult,
  Subnet,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LINUX } from './machines.js';
import { openSite, type Site } from './sites.js';

describe('a network interface', () => {
  let site: Site;
  let app: string;
  let quarantine: string;
  beforeAll(() => {
    site = openSite(true);
    app = site.group('app');
    quarantine = site.group('quarantine');
  });
  afterAll(() => site.close());

  const modify = (NetworkInterfaceId: string, change: object) =>
    site.ask('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, ...change });
  const refusedChange = (NetworkInterfaceId: string, change: object) =>
    site.refused('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, ...change });
  const launched = () => site.running({ SubnetId: site.subnetId, SecurityGroupIds: [app] });
  const primary = (id: string) => site.instance(id).NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';

  it('has the default group, an address of its subnet and a name when nobody says otherwise', () => {
    const eni = site.shown(site.interface());
    expect(eni).toMatchObject({ Status: 'available', SourceDestCheck: true, RequesterManaged: false });
    expect(eni.Groups?.map((one) => one.GroupName)).toEqual(['default']);
    expect(eni.PrivateIpAddress).toMatch(/^10\.0\.0\.\d+$/);
  });

  it('wears other groups, and every view of them agrees', () => {
    const id = launched();
    const eni = primary(id);
    modify(eni, { Groups: [quarantine] });
    expect(site.groupsOf(eni)).toEqual([quarantine]);
    const now = site.instance(id);
    expect(now.SecurityGroups?.map((one) => one.GroupId)).toEqual([quarantine]);
    expect(now.NetworkInterfaces?.[0]?.Groups?.map((one) => one.GroupId)).toEqual([quarantine]);
    site.ask('ModifyInstanceAttribute', { InstanceId: id, Groups: [app, quarantine] });
    expect(site.groupsOf(eni)).toEqual([app, quarantine]);
  });

  it('is changed by itself where its instance has several', () => {
    const id = site.running({
      NetworkInterfaces: [app, quarantine].map((group, DeviceIndex) => ({
        DeviceIndex,
        SubnetId: site.subnetId,
        Groups: [group],
      })),
    });
    expect(site.refused('ModifyInstanceAttribute', { InstanceId: id, Groups: [quarantine] })).toBe('InvalidInstanceID');
    const enis = (site.instance(id).NetworkInterfaces ?? []).map((one) => one.NetworkInterfaceId ?? '');
    expect(enis.map(site.groupsOf)).toEqual([[app], [quarantine]]);
    expect(site.instance(id).SecurityGroups?.map((one) => one.GroupId)).toEqual([app]);
  });

  it('refuses groups that are unknown, of another VPC, too many, or none', () => {
    const eni = site.interface({ Groups: [app] });
    const elsewhere = site.group('elsewhere', site.vpc());
    const many = Array.from({ length: 6 }, (_, at) => site.group(`many-${at}`));
    expect(refusedChange(eni, { Groups: ['sg-0123456789abcdef0'] })).toBe('InvalidGroup.NotFound');
    expect(refusedChange(eni, { Groups: [elsewhere] })).toBe('InvalidGroup.NotFound');
    expect(refusedChange(eni, { Groups: many })).toBe('SecurityGroupsPerInterfaceLimitExceeded');
    expect(refusedChange(eni, { Groups: [] })).toBe('InvalidParameterCombination');
    expect(site.groupsOf(eni)).toEqual([app]);
    const make = (Groups: string[]) => site.refused('CreateNetworkInterface', { SubnetId: site.subnetId, Groups });
    expect(make(['sg-0123456789abcdef0'])).toBe('InvalidGroup.NotFound');
    expect(make([elsewhere])).toBe('InvalidParameter');
    modify(eni, { Groups: many.slice(0, 5) });
    expect(site.groupsOf(eni)).toHaveLength(5);
  });

  it('changes one attribute at a time', () => {
    const eni = site.interface();
    expect(refusedChange(eni, { Description: { Value: 'x' }, Groups: [app] })).toBe('InvalidParameterCombination');
    expect(refusedChange(eni, {})).toBe('InvalidParameterCombination');
    modify(eni, { Description: { Value: 'of the web tier' } });
    modify(eni, { SourceDestCheck: { Value: false } });
    modify(eni, { ConnectionTrackingSpecification: { TcpEstablishedTimeout: 60 } });
    expect(site.shown(eni)).toMatchObject({
      Description: 'of the web tier',
      SourceDestCheck: false,
      ConnectionTrackingConfiguration: { TcpEstablishedTimeout: 60 },
    });
    const tooShort = { ConnectionTrackingSpecification: { TcpEstablishedTimeout: 59 } };
    expect(refusedChange(eni, tooShort)).toBe('InvalidParameterValue');
    site.ask('ResetNetworkInterfaceAttribute', { NetworkInterfaceId: eni, SourceDestCheck: 'true' });
    expect(site.shown(eni).SourceDestCheck).toBe(true);
    expect(refusedChange(eni, { EnaSrdSpecification: {} })).toBe('UnsupportedInSandbox');
  });

  it('keeps its idle timeouts within bounds, and has none of its own without the Nitro System', () => {
    const tracking = (TcpEstablishedTimeout: number) => ({
      ConnectionTrackingSpecification: { TcpEstablishedTimeout },
    });
    const eni = primary(launched());
    expect(site.shown(eni).ConnectionTrackingConfiguration).toBeUndefined();
    for (const seconds of [59, 432_001]) expect(refusedChange(eni, tracking(seconds))).toBe('InvalidParameterValue');
    modify(eni, tracking(432_000));
    modify(eni, { ConnectionTrackingSpecification: { UdpTimeout: 30 } });
    expect(site.shown(eni).ConnectionTrackingConfiguration).toEqual({ TcpEstablishedTimeout: 432_000, UdpTimeout: 30 });
    const old = { InstanceType: 't2.micro' as const, SubnetId: site.subnetId };
    expect(refusedChange(primary(site.running(old)), tracking(60))).toBe('InvalidParameterValue');
    const launch = (more: object) =>
      site.refused('RunInstances', {
        ImageId: LINUX,
        InstanceType: 't2.micro',
        MinCount: 1,
        MaxCount: 1,
        NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: site.subnetId, ...more }],
      });
    expect(launch(tracking(60))).toBe('InvalidParameterValue');
    const { InstanceTypes } = site.ask<DescribeInstanceTypesResult>('DescribeInstanceTypes', {
      InstanceTypes: ['t3.micro'],
    });
    expect(InstanceTypes?.[0]?.NetworkInfo?.ConnectionTrackingConfiguration).toEqual({
      DefaultTcpEstablishedTimeout: 432_000,
    });
  });

  it('does nothing on a dry run, which knows what would fail', () => {
    const eni = site.interface({ Groups: [app] });
    expect(refusedChange(eni, { Groups: [quarantine], DryRun: true })).toBe('DryRunOperation');
    expect(site.groupsOf(eni)).toEqual([app]);
    const unknown = 'eni-0123456789abcdef0';
    expect(refusedChange(unknown, { Groups: [app], DryRun: true })).toBe('InvalidNetworkInterfaceID.NotFound');
    expect(refusedChange('eni-x', { Groups: [app] })).toBe('InvalidNetworkInterfaceId.Malformed');
  });

  it('is made once per client token', () => {
    const make = (more = {}) =>
      site.ask<CreateNetworkInterfaceResult>('CreateNetworkInterface', {
        SubnetId: site.subnetId,
        ClientToken: 'once',
        ...more,
      }).NetworkInterface?.NetworkInterfaceId;
    expect(make()).toBe(make());
    const other = { SubnetId: site.subnetId, ClientToken: 'once', Description: 'other' };
    expect(site.refused('CreateNetworkInterface', other)).toBe('IdempotentParameterMismatch');
  });

  it('is attached in the zone of its subnet, leaves in its own time, and not from device 0', () => {
    const id = launched();
    const far = site.interface({ SubnetId: site.subnet('10.0.9.0/24', 'b') });
    const near = site.interface();
    const attach = { InstanceId: id, DeviceIndex: 1 };
    expect(site.refused('AttachNetworkInterface', { ...attach, NetworkInterfaceId: far })).toBe(
      'InvalidParameterCombination',
    );
    const { AttachmentId } = site.ask<AttachNetworkInterfaceResult>('AttachNetworkInterface', {
      ...attach,
      NetworkInterfaceId: near,
    });
    expect(site.shown(near)).toMatchObject({ Status: 'in-use', Attachment: { AttachmentId, Status: 'attaching' } });
    expect(site.refused('DeleteNetworkInterface', { NetworkInterfaceId: near })).toBe('InvalidParameterValue');
    const third = { InstanceId: id, DeviceIndex: 2, NetworkInterfaceId: site.interface() };
    expect(site.refused('AttachNetworkInterface', third)).toBe('AttachmentLimitExceeded');
    site.pass(1_000);
    expect(site.shown(near).Attachment?.Status).toBe('attached');
    site.ask('DetachNetworkInterface', { AttachmentId });
    expect(site.shown(near).Attachment?.Status).toBe('detaching');
    site.pass(3_000);
    expect(site.shown(near)).toMatchObject({ Status: 'available' });
    expect(site.shown(near).Attachment).toBeUndefined();
    const first = site.instance(id).NetworkInterfaces?.[0]?.Attachment?.AttachmentId;
    expect(site.refused('DetachNetworkInterface', { AttachmentId: first })).toBe('OperationNotPermitted');
  });

  it('is out of its user’s hands when AWS made it for something else', () => {
    site.ask('ModifyVpcAttribute', { VpcId: site.vpcId, EnableDnsHostnames: { Value: true } });
    site.ask('CreateVpcEndpoint', {
      VpcId: site.vpcId,
      VpcEndpointType: 'Interface',
      ServiceName: 'com.amazonaws.eu-west-1.ssm',
      SubnetIds: [site.subnetId],
      SecurityGroupIds: [app],
    });
    const { NetworkInterfaces = [] } = site.ask<{ NetworkInterfaces?: { NetworkInterfaceId: string }[] }>(
      'DescribeNetworkInterfaces',
      { Filters: [{ Name: 'requester-managed', Values: ['true'] }] },
    );
    const eni = NetworkInterfaces[0]?.NetworkInterfaceId ?? '';
    expect(site.groupsOf(eni)).toEqual([app]);
    expect(refusedChange(eni, { Groups: [quarantine] })).toBe('AuthFailure');
    expect(site.refused('DeleteNetworkInterface', { NetworkInterfaceId: eni })).toBe('AuthFailure');
    const { AttachmentId } = site.shown(eni).Attachment ?? {};
    expect(site.refused('DetachNetworkInterface', { AttachmentId })).toBe('OperationNotPermitted');
  });

  it('takes addresses of its subnet only, none twice, until there are no more', () => {
    const small = site.subnet('10.0.8.0/28');
    const free = () =>
      site.ask<{ Subnets: Subnet[] }>('DescribeSubnets', { SubnetIds: [small] }).Subnets[0]?.AvailableIpAddressCount;
    const create = (more: object) => site.refused('CreateNetworkInterface', { SubnetId: small, ...more });
    expect(free()).toBe(11);
    expect(create({ PrivateIpAddress: '10.0.8.3' })).toBe('InvalidParameterValue');
    expect(create({ PrivateIpAddress: '10.0.9.9' })).toBe('InvalidParameterValue');
    const eni = site.interface({ SubnetId: small, PrivateIpAddress: '10.0.8.4', SecondaryPrivateIpAddressCount: 9 });
    expect(create({ PrivateIpAddress: '10.0.8.4' })).toBe('InvalidIPAddress.InUse');
    expect(free()).toBe(1);
    expect(create({ SecondaryPrivateIpAddressCount: 1 })).toBe('InsufficientFreeAddressesInSubnet');
    const [, second] = site.shown(eni).PrivateIpAddresses ?? [];
    const unassign = { NetworkInterfaceId: eni, PrivateIpAddresses: [second?.PrivateIpAddress] };
    site.ask('UnassignPrivateIpAddresses', unassign);
    expect(free()).toBe(2);
    expect(site.refused('UnassignPrivateIpAddresses', unassign)).toBe('InvalidParameterValue');
  });
});
