import type { Reservation, Tag, Volume } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createInterface } from '../../../../sandbox/services/ec2/interfaces/interface-life.js';
import { defaultSubnet } from '../../../../sandbox/services/ec2/network/default-vpc.js';
import { groupsIn } from '../../../../sandbox/services/ec2/network/network-records.js';
import { createGroup } from '../../../../sandbox/services/ec2/groups/security-group-store.js';
import { AwsFailure } from '../../../../sandbox/services/operation.js';
import { disk, LINUX, openMachines, WINDOWS, type Machines } from './machines.js';

describe('RunInstances', () => {
  let m: Machines;
  let group: string;
  let subnetId: string;
  let other: string;
  beforeAll(() => {
    m = openMachines();
    m.world.store.transact(() => {
      const { id, vpcId } = defaultSubnet(m.place);
      subnetId = id;
      group = createGroup(m.place, { vpcId, name: 'app', description: 'app' }).id;
      other = createGroup(m.place, { vpcId, name: 'other', description: 'other' }).id;
    });
  });
  afterAll(() => m.close());

  const run = { ImageId: LINUX, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 };
  const refused = (input: object) => m.refused('RunInstances', { ...run, ...input });

  it('launches as many as may be, in one reservation', () => {
    const { Instances = [] } = m.ask<Reservation>('RunInstances', { ...run, MinCount: 1, MaxCount: 3 });
    expect(Instances.map((each) => each.AmiLaunchIndex)).toEqual([0, 1, 2]);
    expect(refused({ MinCount: 2, MaxCount: 1 })).toBe('InvalidParameterCombination');
    expect(refused({ MinCount: 0 })).toBe('InvalidParameterValue');
  });

  it('launches once per client token', () => {
    const ask = { ...run, ClientToken: 'launch-once', SubnetId: subnetId };
    const ids = () => m.ask<Reservation>('RunInstances', ask).Instances?.map((each) => each.InstanceId);
    const first = ids();
    expect(ids()).toEqual(first);
    expect(m.refused('RunInstances', { ...ask, InstanceType: 't3.small' })).toBe('IdempotentParameterMismatch');
    m.ask('TerminateInstances', { InstanceIds: first });
    expect(m.refused('RunInstances', ask)).toBe('IdempotentInstanceTerminated');
  });

  it('wears the default group unless told otherwise, and shows it on instance and interface', () => {
    const instance = m.launch();
    const [shown] = instance.SecurityGroups ?? [];
    expect(shown?.GroupName).toBe('default');
    expect(instance.NetworkInterfaces?.[0]?.Groups).toEqual(instance.SecurityGroups);
    const byName = m.launch({ SecurityGroups: ['app'] });
    expect(byName.SecurityGroups).toEqual([{ GroupId: group, GroupName: 'app' }]);
  });

  it('shows as groups of the instance those of device 0 only', () => {
    const { SecurityGroups, NetworkInterfaces } = m.launch({
      NetworkInterfaces: [
        { DeviceIndex: 1, SubnetId: subnetId, Groups: [other], DeleteOnTermination: false },
        { DeviceIndex: 0, SubnetId: subnetId, Groups: [group] },
      ],
    });
    expect(SecurityGroups).toEqual([{ GroupId: group, GroupName: 'app' }]);
    expect(
      NetworkInterfaces?.map(({ Attachment, Groups }) => [
        Attachment?.DeviceIndex,
        Attachment?.DeleteOnTermination,
        Groups?.[0]?.GroupId,
      ]),
    ).toEqual([
      [0, true, group],
      [1, false, other],
    ]);
  });

  it('refuses an unknown group and makes none of it', () => {
    const unknown = 'sg-0123456789abcdef0';
    expect(refused({ SecurityGroupIds: [unknown] })).toBe('InvalidGroup.NotFound');
    expect(refused({ NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnetId, Groups: [unknown] }] })).toBe(
      'InvalidGroup.NotFound',
    );
    expect(groupsIn(m.place).get(unknown)).toBeUndefined();
  });

  it('refuses interfaces beside what they say for themselves', () => {
    const NetworkInterfaces = [{ DeviceIndex: 0, SubnetId: subnetId }];
    expect(refused({ NetworkInterfaces, SubnetId: subnetId })).toBe('InvalidParameterCombination');
    expect(refused({ NetworkInterfaces, SecurityGroupIds: [group] })).toBe('InvalidParameterCombination');
    const two = [0, 0].map((DeviceIndex) => ({ DeviceIndex, SubnetId: subnetId }));
    expect(refused({ NetworkInterfaces: two })).toBe('InvalidParameterValue');
    const three = [0, 1, 2].map((DeviceIndex) => ({ DeviceIndex, SubnetId: subnetId }));
    expect(refused({ NetworkInterfaces: three })).toBe('AttachmentLimitExceeded');
    const withPublic = [0, 1].map((DeviceIndex) => ({
      DeviceIndex,
      SubnetId: subnetId,
      AssociatePublicIpAddress: true,
    }));
    expect(refused({ NetworkInterfaces: withPublic })).toBe('InvalidParameterCombination');
  });

  it('takes an interface that exists, for one instance, and leaves it when the instance ends', () => {
    const made = m.world.store.transact(() => createInterface(m.place, { subnetId, groups: [group] }));
    const NetworkInterfaces = [{ DeviceIndex: 0, NetworkInterfaceId: made.id }];
    expect(refused({ NetworkInterfaces, MaxCount: 2 })).toBe('InvalidParameterCombination');
    const { InstanceId = '', PrivateIpAddress } = m.launch({ NetworkInterfaces });
    expect(PrivateIpAddress).toBe(made.privateIps[0]);
    expect(refused({ NetworkInterfaces })).toBe('InvalidNetworkInterface.InUse');
    m.ask('TerminateInstances', { InstanceIds: [InstanceId] });
    m.pass(60_000);
    expect(m.launch({ NetworkInterfaces }).PrivateIpAddress).toBe(made.privateIps[0]);
  });

  it('makes the disks of the image and those asked for', () => {
    const { InstanceId = '' } = m.launch({
      BlockDeviceMappings: [
        disk('/dev/xvda', 20, { VolumeType: 'gp3', DeleteOnTermination: false }),
        disk('/dev/sdf', 100, { Encrypted: true, VolumeType: 'io2', Iops: 500 }),
      ],
    });
    const Filters = [{ Name: 'attachment.instance-id', Values: [InstanceId] }];
    const { Volumes } = m.ask<{ Volumes: Volume[] }>('DescribeVolumes', { Filters });
    expect(Volumes.map((each) => [each.Size, each.VolumeType, each.Encrypted, each.State])).toEqual([
      [20, 'gp3', false, 'in-use'],
      [100, 'io2', true, 'in-use'],
    ]);
    expect(Volumes[1]?.KmsKeyId).toMatch(/^arn:aws:kms:eu-west-1:111122223333:key\//);
    expect(refused({ BlockDeviceMappings: [disk('/dev/xvda', 4)] })).toBe('InvalidBlockDeviceMapping');
    expect(refused({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: {} }] })).toBe('MissingParameter');
  });

  it('tags what it makes, by type', () => {
    const tags = (ResourceType: 'instance' | 'volume' | 'network-interface') => ({
      ResourceType,
      Tags: [{ Key: 'Name', Value: ResourceType }],
    });
    const instance = m.launch({ TagSpecifications: [tags('instance'), tags('volume'), tags('network-interface')] });
    expect(instance.Tags).toEqual([{ Key: 'Name', Value: 'instance' }]);
    const named = m.ask<{ Tags: (Tag & { ResourceId: string })[] }>('DescribeTags', {
      Filters: [{ Name: 'value', Values: ['volume', 'network-interface'] }],
    });
    expect(named.Tags.map((each) => each.ResourceId)).toEqual([
      instance.BlockDeviceMappings?.[0]?.Ebs?.VolumeId,
      instance.NetworkInterfaces?.[0]?.NetworkInterfaceId,
    ]);
  });

  it('refuses what does not exist or does not fit', () => {
    expect(refused({ ImageId: 'ami-0123456789abcdef0' })).toBe('InvalidAMIID.NotFound');
    expect(refused({ ImageId: 'debian' })).toBe('InvalidAMIID.Malformed');
    expect(refused({ InstanceType: 't9.gigantic' })).toBe('InvalidParameterValue');
    expect(refused({ InstanceType: 't4g.small' })).toBe('InvalidParameterValue');
    // AWS's default type runs no image of today.
    expect(refused({ InstanceType: undefined })).toBe('InvalidParameterCombination');
    expect(refused({ KeyName: 'nobody' })).toBe('InvalidKeyPair.NotFound');
    expect(refused({ UserData: 'not base64!' })).toBe('InvalidUserData.Malformed');
    expect(refused({ SubnetId: 'subnet-0123456789abcdef0' })).toBe('InvalidSubnetID.NotFound');
  });

  it('launches Spot Instances, which have no protection and cannot be stopped', () => {
    const InstanceMarketOptions = { MarketType: 'spot' as const };
    for (const name of ['DisableApiTermination', 'DisableApiStop'])
      expect(refused({ InstanceMarketOptions, [name]: true })).toBe('UnsupportedOperation');
    const id = m.running({ InstanceMarketOptions });
    expect(m.instance(id)).toMatchObject({
      InstanceLifecycle: 'spot',
      SpotInstanceRequestId: expect.stringMatching(/^sir-/),
    });
    expect(m.refused('StopInstances', { InstanceIds: [id] })).toBe('UnsupportedOperation');
  });

  it('takes tokens only on images that want it so, and windows is windows', () => {
    expect(m.launch().MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 2 });
    expect(m.launch({ MetadataOptions: { HttpTokens: 'optional' } }).MetadataOptions?.HttpTokens).toBe('optional');
    expect(m.launch({ ImageId: WINDOWS })).toMatchObject({
      Platform: 'windows',
      PlatformDetails: 'Windows',
      RootDeviceName: '/dev/sda1',
      MetadataOptions: { HttpTokens: 'optional' },
    });
  });

  it('needs the permission to tag for what it tags', () => {
    const strict = openMachines((_world, _request, { action }) => {
      if (action === 'ec2:CreateTags') throw new AwsFailure('UnauthorizedOperation', 'no', 403);
    });
    const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }] }];
    expect(strict.refused('RunInstances', { ...run, TagSpecifications })).toBe('UnauthorizedOperation');
    expect(strict.launch().InstanceId).toBeDefined();
    expect(strict.ask<{ Reservations: unknown[] }>('DescribeInstances').Reservations).toHaveLength(1);
    strict.close();
  });

  it('is asked for everything that policies can allow or forbid', () => {
    const asked: string[] = [];
    const open = openMachines((_world, _request, { action, resources }) => {
      if (action === 'ec2:RunInstances') asked.push(...resources.map((each) => each.split(':')[5] ?? ''));
    });
    const { SubnetId } = open.launch();
    asked.length = 0;
    open.launch({ SubnetId });
    expect(asked).toEqual([
      'instance/*',
      `image/${LINUX}`,
      'volume/*',
      'network-interface/*',
      `subnet/${SubnetId}`,
      'security-group/*',
    ]);
    open.close();
  });
});
