import type { Instance, InstanceAttribute, Volume } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultSubnet } from '../../../../sandbox/services/ec2/network/default-vpc.js';
import { interfacesOf } from '../../../../sandbox/services/ec2/records.js';
import { createGroup } from '../../../../sandbox/services/ec2/groups/security-group-store.js';
import { zonesOf } from '../../../../sandbox/services/ec2/network/zones.js';
import { disk, openMachines, type Machines } from './machines.js';

describe('attributes of an instance', () => {
  let m: Machines;
  let quarantine: string;
  beforeAll(() => {
    m = openMachines();
    m.world.store.transact(() => {
      const { vpcId } = defaultSubnet(m.place);
      quarantine = createGroup(m.place, { vpcId, name: 'quarantine', description: 'none' }).id;
    });
  });
  afterAll(() => m.close());

  const modify = (InstanceId: string, change: object) => m.ask('ModifyInstanceAttribute', { InstanceId, ...change });
  const refused = (InstanceId: string, change: object) =>
    m.refused('ModifyInstanceAttribute', { InstanceId, ...change });
  const attribute = (InstanceId: string, Attribute: string) =>
    m.ask<InstanceAttribute>('DescribeInstanceAttribute', { InstanceId, Attribute });
  const terminate = (...InstanceIds: string[]) => m.refused('TerminateInstances', { InstanceIds });

  it('protect from termination from launch on, until it is taken off', () => {
    const id = m.running({ DisableApiTermination: true });
    expect(attribute(id, 'disableApiTermination').DisableApiTermination?.Value).toBe(true);
    expect(terminate(id)).toBe('OperationNotPermitted');
    expect(m.state(id)).toBe('running');
    modify(id, { DisableApiTermination: { Value: false } });
    m.ask('TerminateInstances', { InstanceIds: [id] });
    expect(m.state(id)).toBe('shutting-down');
  });

  it('protect from being stopped, and so from being terminated', () => {
    const id = m.running();
    modify(id, { DisableApiStop: { Value: true } });
    expect(m.refused('StopInstances', { InstanceIds: [id], Force: true })).toBe('OperationNotPermitted');
    expect(terminate(id)).toBe('OperationNotPermitted');
    expect(attribute(id, 'disableApiTermination').DisableApiTermination?.Value).toBe(false);
  });

  it('hold back the instances of their own zone only', () => {
    const [a = '', b = ''] = zonesOf(m.place.region);
    const at = (AvailabilityZone: string, more = {}) => m.running({ Placement: { AvailabilityZone }, ...more });
    const [kept, near, far] = [at(a, { DisableApiTermination: true }), at(a), at(b)];
    expect(terminate(kept, near, far)).toBe('OperationNotPermitted');
    expect([kept, near, far].map(m.state)).toEqual(['running', 'running', 'shutting-down']);
  });

  it('know no protection for Spot Instances, on or off', () => {
    const id = m.running({ InstanceMarketOptions: { MarketType: 'spot' } });
    for (const name of ['DisableApiTermination', 'DisableApiStop'])
      for (const Value of [true, false]) expect(refused(id, { [name]: { Value } })).toBe('UnsupportedOperation');
  });

  it('are changed one a call', () => {
    const id = m.running();
    const two = { DisableApiTermination: { Value: true }, InstanceInitiatedShutdownBehavior: { Value: 'stop' } };
    expect(refused(id, two)).toBe('InvalidParameterCombination');
    expect(refused(id, {})).toBe('InvalidParameterCombination');
    expect(attribute(id, 'disableApiTermination').DisableApiTermination?.Value).toBe(false);
    expect(refused('i-0123456789abcdef0', { DisableApiTermination: { Value: true } })).toBe(
      'InvalidInstanceID.NotFound',
    );
  });

  it('set the shutdown behaviour and leave the groups alone', () => {
    const id = m.running({ InstanceInitiatedShutdownBehavior: 'terminate' });
    const before = m.instance(id).SecurityGroups;
    modify(id, { InstanceInitiatedShutdownBehavior: { Value: 'stop' } });
    expect(attribute(id, 'instanceInitiatedShutdownBehavior').InstanceInitiatedShutdownBehavior?.Value).toBe('stop');
    modify(id, { Attribute: 'instanceInitiatedShutdownBehavior', Value: 'terminate' });
    expect(attribute(id, 'instanceInitiatedShutdownBehavior').InstanceInitiatedShutdownBehavior?.Value).toBe(
      'terminate',
    );
    expect(m.instance(id).SecurityGroups).toEqual(before);
    expect(refused(id, { InstanceInitiatedShutdownBehavior: { Value: 'explode' } })).toBe('InvalidParameterValue');
  });

  it('keep a disk when told to, in both views', () => {
    const id = m.running({ BlockDeviceMappings: [disk('/dev/sdf')] });
    const flags = () => {
      const Filters = [
        { Name: 'attachment.instance-id', Values: [id] },
        { Name: 'attachment.device', Values: ['/dev/sdf'] },
      ];
      const [volume] = m.ask<{ Volumes: Volume[] }>('DescribeVolumes', { Filters }).Volumes;
      const { BlockDeviceMappings = [] }: Instance = m.instance(id);
      const shown = BlockDeviceMappings.find((each) => each.DeviceName === '/dev/sdf');
      return [volume?.Attachments?.[0]?.DeleteOnTermination, shown?.Ebs?.DeleteOnTermination];
    };
    expect(flags()).toEqual([true, true]);
    modify(id, { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: false } }] });
    expect(flags()).toEqual([false, false]);
    expect(
      refused(id, { BlockDeviceMappings: [{ DeviceName: '/dev/none', Ebs: { DeleteOnTermination: false } }] }),
    ).toBe('InvalidInstanceAttributeValue');
  });

  it('replace the groups of the one interface, everywhere they are shown', () => {
    const id = m.running();
    modify(id, { Groups: [quarantine] });
    const { SecurityGroups, NetworkInterfaces } = m.instance(id);
    expect(SecurityGroups).toEqual([{ GroupId: quarantine, GroupName: 'quarantine' }]);
    expect(NetworkInterfaces?.[0]?.Groups).toEqual(SecurityGroups);
    expect(interfacesOf(m.place, id)[0]?.groups).toEqual([quarantine]);
    expect(attribute(id, 'groupSet').Groups).toEqual(SecurityGroups);
  });

  it('refuse groups and source check of an instance with several interfaces', () => {
    const { SubnetId } = m.launch();
    const id = m.running({ NetworkInterfaces: [0, 1].map((DeviceIndex) => ({ DeviceIndex, SubnetId })) });
    expect(refused(id, { Groups: [quarantine] })).toBe('InvalidInstanceID');
    expect(refused(id, { SourceDestCheck: { Value: false } })).toBe('InvalidInstanceID');
  });

  it('change type and user data only while the instance is stopped', () => {
    const id = m.running();
    const UserData = { Value: Buffer.from('#!/bin/sh') };
    expect(refused(id, { InstanceType: { Value: 't3.small' } })).toBe('IncorrectInstanceState');
    expect(refused(id, { UserData })).toBe('IncorrectInstanceState');
    m.ask('StopInstances', { InstanceIds: [id] });
    m.pass(60_000);
    modify(id, { InstanceType: { Value: 't3.small' } });
    modify(id, { UserData });
    expect(m.instance(id).InstanceType).toBe('t3.small');
    expect(attribute(id, 'userData').UserData?.Value).toBe(UserData.Value.toString('base64'));
  });
});

describe('metadata options', () => {
  let m: Machines;
  beforeAll(() => {
    m = openMachines();
  });
  afterAll(() => m.close());

  const change = (InstanceId: string, input: object) =>
    m.ask('ModifyInstanceMetadataOptions', { InstanceId, ...input });

  it('are pending, then applied, and what is not named stays', () => {
    const id = m.running({ MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 3 } });
    change(id, { HttpEndpoint: 'disabled' });
    const expected = { HttpEndpoint: 'disabled', HttpTokens: 'optional', HttpPutResponseHopLimit: 3 };
    expect(m.instance(id).MetadataOptions).toMatchObject({ ...expected, State: 'pending' });
    m.pass(2_000);
    expect(m.instance(id).MetadataOptions).toMatchObject({ ...expected, State: 'applied' });
    change(id, { HttpTokens: 'required' });
    expect(m.instance(id).MetadataOptions).toMatchObject({ ...expected, HttpTokens: 'required' });
  });

  it('do not change on a dry run or with an impossible hop limit', () => {
    const id = m.running();
    const ask = { InstanceId: id, HttpEndpoint: 'disabled' };
    expect(m.refused('ModifyInstanceMetadataOptions', { ...ask, DryRun: true })).toBe('DryRunOperation');
    expect(m.refused('ModifyInstanceMetadataOptions', { ...ask, HttpPutResponseHopLimit: 65 })).toBe(
      'InvalidParameterValue',
    );
    expect(m.instance(id).MetadataOptions).toMatchObject({ HttpEndpoint: 'enabled', State: 'applied' });
  });
});
