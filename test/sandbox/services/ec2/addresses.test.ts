import type { Address, AssociateAddressResult } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSite, type Site } from './sites.js';

describe('a public address', () => {
  let site: Site;
  beforeAll(() => {
    site = openSite();
    site.ask('ModifySubnetAttribute', { SubnetId: site.subnetId, MapPublicIpOnLaunch: { Value: true } });
    site.connect();
  });
  afterAll(() => site.close());

  const launched = () => site.running({ SubnetId: site.subnetId });
  const primary = (id: string) => site.instance(id).NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
  const publicOf = (id: string) => site.instance(id).PublicIpAddress;
  const associate = (input: object) => site.ask<AssociateAddressResult>('AssociateAddress', input).AssociationId ?? '';
  const release = (allocationId: string) => site.ask('ReleaseAddress', { AllocationId: allocationId });

  it('is assigned where the subnet says so, goes on stop, and is another one after a start', () => {
    const id = launched();
    const first = publicOf(id);
    expect(first).toMatch(/^198\.1[89]\./);
    site.ask('StopInstances', { InstanceIds: [id] });
    site.pass(60_000);
    expect(publicOf(id)).toBeUndefined();
    site.ask('StartInstances', { InstanceIds: [id] });
    site.pass(60_000);
    expect(publicOf(id)).toMatch(/^198\.1[89]\./);
    expect(publicOf(id)).not.toBe(first);
  });

  it('comes back as a new one when an Elastic one is taken off', () => {
    const id = launched();
    const before = publicOf(id);
    const { allocationId, ip } = site.address();
    const association = associate({ AllocationId: allocationId, InstanceId: id });
    expect(publicOf(id)).toBe(ip);
    site.ask('DisassociateAddress', { AssociationId: association });
    expect(publicOf(id)).toMatch(/^198\.1[89]\./);
    expect([before, ip]).not.toContain(publicOf(id));
    site.ask('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: primary(id), AssociatePublicIpAddress: false });
    expect(publicOf(id)).toBeUndefined();
    expect(site.refused('DisassociateAddress', { AssociationId: association })).toBe('InvalidAssociationID.NotFound');
    release(allocationId);
  });

  it('does not come back where auto-assign is off, or a second interface is there', () => {
    const id = launched();
    const eni = primary(id);
    site.ask('AttachNetworkInterface', { InstanceId: id, NetworkInterfaceId: site.interface(), DeviceIndex: 1 });
    const { allocationId } = site.address();
    const AssociationId = associate({ AllocationId: allocationId, NetworkInterfaceId: eni });
    site.ask('DisassociateAddress', { AssociationId });
    expect(site.shown(eni).Association).toBeUndefined();
    release(allocationId);
  });

  it('is held by what it is associated with: it cannot be released, and moves only if it may', () => {
    const [one, other] = [launched(), launched()];
    const { allocationId } = site.address();
    const AssociationId = associate({ AllocationId: allocationId, InstanceId: one });
    expect(associate({ AllocationId: allocationId, InstanceId: one })).toBe(AssociationId);
    expect(site.refused('ReleaseAddress', { AllocationId: allocationId })).toBe('InvalidIPAddress.InUse');
    const move = { AllocationId: allocationId, InstanceId: other };
    expect(site.refused('AssociateAddress', { ...move, AllowReassociation: false })).toBe('Resource.AlreadyAssociated');
    const moved = associate(move);
    expect(moved).not.toBe(AssociationId);
    const { Addresses } = site.ask<{ Addresses: Address[] }>('DescribeAddresses', { AllocationIds: [allocationId] });
    expect(Addresses).toMatchObject([{ InstanceId: other, AssociationId: moved, Domain: 'vpc' }]);
    site.ask('DisassociateAddress', { AssociationId: moved });
    release(allocationId);
    expect(site.refused('ReleaseAddress', { AllocationId: allocationId })).toBe('InvalidAllocationID.NotFound');
  });

  it('may be on a secondary private address too, and then nothing is assigned by itself', () => {
    const id = launched();
    const eni = primary(id);
    const assigned = site.ask<{ AssignedPrivateIpAddresses: { PrivateIpAddress: string }[] }>(
      'AssignPrivateIpAddresses',
      { NetworkInterfaceId: eni, SecondaryPrivateIpAddressCount: 1 },
    );
    const PrivateIpAddress = assigned.AssignedPrivateIpAddresses[0]?.PrivateIpAddress;
    const [second, main] = [site.address(), site.address()];
    associate({ AllocationId: second.allocationId, NetworkInterfaceId: eni, PrivateIpAddress });
    const AssociationId = associate({ AllocationId: main.allocationId, NetworkInterfaceId: eni });
    const publics = () => (site.shown(eni).PrivateIpAddresses ?? []).map((each) => each.Association?.PublicIp ?? null);
    expect(publics()).toEqual([main.ip, second.ip]);
    site.ask('DisassociateAddress', { AssociationId });
    expect(publics()).toEqual([null, second.ip]);
  });

  it('needs an internet gateway, and keeps it attached', () => {
    const vpc = site.vpc();
    const lonely = site.interface({ SubnetId: site.subnet('10.0.0.0/24', 'a', vpc) });
    const { allocationId } = site.address();
    const input = { AllocationId: allocationId, NetworkInterfaceId: lonely };
    expect(site.refused('AssociateAddress', input)).toBe('Gateway.NotAttached');
    const { InternetGateways } = site.ask<{ InternetGateways: { InternetGatewayId: string }[] }>(
      'DescribeInternetGateways',
      { Filters: [{ Name: 'attachment.vpc-id', Values: [site.vpcId] }] },
    );
    const detach = { InternetGatewayId: InternetGateways[0]?.InternetGatewayId, VpcId: site.vpcId };
    expect(site.refused('DetachInternetGateway', detach)).toBe('DependencyViolation');
    release(allocationId);
  });

  it('is given five times at most', () => {
    const { Addresses } = site.ask<{ Addresses: Address[] }>('DescribeAddresses');
    const more = Array.from({ length: 5 - Addresses.length }, () => site.address());
    expect(site.refused('AllocateAddress')).toBe('AddressLimitExceeded');
    for (const { allocationId } of more) release(allocationId);
  });
});
