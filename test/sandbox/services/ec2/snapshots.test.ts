import type { CreateSnapshotsResult, Image, Snapshot, Volume } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failNextSnapshots } from '../../../../sandbox/services/ec2/storage/snapshot-faults.js';
import { zonesOf } from '../../../../sandbox/services/ec2/network/zones.js';
import { changeSettings } from '../../../../sandbox/world/settings.js';
import { disk, openMachines, type Machines } from './machines.js';

describe('snapshots', () => {
  let m: Machines;
  beforeAll(() => {
    m = openMachines();
  });
  afterAll(() => m.close());

  const volume = (input: object = {}): string => {
    const [AvailabilityZone] = zonesOf(m.place.region);
    const { VolumeId = '' } = m.ask<Volume>('CreateVolume', { AvailabilityZone, Size: 10, ...input });
    m.pass(3_000);
    return VolumeId;
  };
  const take = (VolumeId: string): string => m.ask<Snapshot>('CreateSnapshot', { VolumeId }).SnapshotId ?? '';
  const at = (id: string): string => `${m.snapshot(id).State} ${m.snapshot(id).Progress}`;

  it('are pending, grow on the clock and complete', () => {
    const made = m.ask<Snapshot>('CreateSnapshot', { VolumeId: volume() });
    const id = made.SnapshotId ?? '';
    expect([made.State, made.Progress]).toEqual(['pending', '']);
    expect(at(id)).toBe('pending 0%');
    m.pass(10_000);
    expect(at(id)).toBe('pending 50%');
    m.pass(10_000);
    expect(at(id)).toBe('completed 100%');
    expect(m.snapshot(id)).toMatchObject({ OwnerId: m.place.account, VolumeSize: 10, StorageTier: 'standard' });
  });

  it('of large volumes take longer, and all take as long as the world is set to', () => {
    const large = take(volume({ Size: 1_000 }));
    m.pass(20_000);
    expect(at(large)).toBe('pending 10%');
    changeSettings(m.world, { snapshotMs: 3_600_000 });
    const slow = take(volume());
    m.pass(180_000);
    expect([at(large), at(slow)]).toEqual(['completed 100%', 'pending 5%']);
    changeSettings(m.world, { snapshotMs: 20_000 });
  });

  it('can be ordered to fail: those of the next request do, those after it do not', () => {
    const volumes = [volume(), volume()];
    failNextSnapshots(m.world, m.place);
    const [failing = '', fine = ''] = volumes.map(take);
    expect(at(failing)).toBe('pending 0%');
    m.pass(10_000);
    expect(at(failing)).toBe('error 50%');
    m.pass(10_000);
    expect([at(failing), at(fine)]).toEqual(['error 50%', 'completed 100%']);
    expect(m.snapshot(failing).StateMessage).toBeDefined();
  });

  it('are five at most per volume at a time, one of a cold one, and 15 seconds apart', () => {
    changeSettings(m.world, { snapshotMs: 3_600_000 });
    const VolumeId = volume();
    take(VolumeId);
    expect(m.refused('CreateSnapshot', { VolumeId })).toBe('SnapshotCreationPerVolumeRateExceeded');
    for (let more = 0; more < 4; more += 1) {
      m.pass(15_000);
      take(VolumeId);
    }
    m.pass(15_000);
    expect(m.refused('CreateSnapshot', { VolumeId })).toBe('ConcurrentSnapshotLimitExceeded');
    const cold = volume({ Size: 125, VolumeType: 'sc1' });
    take(cold);
    m.pass(15_000);
    expect(m.refused('CreateSnapshot', { VolumeId: cold })).toBe('ConcurrentSnapshotLimitExceeded');
    changeSettings(m.world, { snapshotMs: 20_000 });
  });

  it('of an instance are one of each of its volumes, with their state, tags and key', () => {
    const id = m.running({
      BlockDeviceMappings: [disk('/dev/xvda'), disk('/dev/sdf', 20, { Encrypted: true })],
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'web' }] }],
    });
    const volumes = m.instance(id).BlockDeviceMappings?.map((each) => each.Ebs?.VolumeId);
    const { Snapshots = [] } = m.ask<CreateSnapshotsResult>('CreateSnapshots', {
      InstanceSpecification: { InstanceId: id },
      CopyTagsFromSource: 'volume',
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'nonce', Value: '7' }] }],
    });
    expect(Snapshots.map((each) => each.VolumeId)).toEqual(volumes);
    expect(Snapshots.map((each) => each.State)).toEqual(['pending', 'pending']);
    const tags = [
      { Key: 'Name', Value: 'web' },
      { Key: 'nonce', Value: '7' },
    ];
    expect(Snapshots.map((each) => each.Tags)).toEqual([tags, tags]);
    expect(Snapshots.map((each) => each.Encrypted)).toEqual([false, true]);
    const { Volumes } = m.ask<{ Volumes: Volume[] }>('DescribeVolumes', { VolumeIds: [volumes?.[1]] });
    expect(m.snapshot(Snapshots[1]?.SnapshotId ?? '').KmsKeyId).toBe(Volumes[0]?.KmsKeyId);
    const Filters = [{ Name: 'tag:nonce', Values: ['7'] }];
    expect(m.ask<{ Snapshots: Snapshot[] }>('DescribeSnapshots', { Filters }).Snapshots).toHaveLength(2);
  });

  it('of an instance leave out what they are told to, and are all or none', () => {
    const InstanceId = m.running({ BlockDeviceMappings: [disk('/dev/xvda'), disk('/dev/sdf'), disk('/dev/sdg')] });
    const [root, first, second] = m.instance(InstanceId).BlockDeviceMappings?.map((each) => each.Ebs?.VolumeId) ?? [];
    const set = (more: object) => ({ InstanceSpecification: { InstanceId, ...more } });
    const taken = (more: object) =>
      m.ask<CreateSnapshotsResult>('CreateSnapshots', set(more)).Snapshots?.map((each) => each.VolumeId);
    expect(taken({ ExcludeBootVolume: true, ExcludeDataVolumeIds: [second] })).toEqual([first]);
    expect(m.refused('CreateSnapshots', set({ ExcludeDataVolumeIds: [root] }))).toBe('InvalidParameterValue');
    // One of them was taken just now, so none of the others is either.
    expect(m.refused('CreateSnapshots', set({}))).toBe('SnapshotCreationPerVolumeRateExceeded');
    m.pass(15_000);
    expect(taken({})).toEqual([root, first, second]);
  });

  it('become volumes, as large as they are, once complete', () => {
    const SnapshotId = take(volume());
    const [AvailabilityZone] = zonesOf(m.place.region);
    expect(m.refused('CreateVolume', { AvailabilityZone, SnapshotId })).toBe('IncorrectState');
    m.pass(20_000);
    expect(m.ask<Volume>('CreateVolume', { AvailabilityZone, SnapshotId }).Size).toBe(10);
    expect(m.refused('CreateVolume', { AvailabilityZone, SnapshotId, Size: 5 })).toBe('InvalidParameterValue');
  });

  it('are deleted, but not under an image', () => {
    const SnapshotId = take(volume());
    m.ask('DeleteSnapshot', { SnapshotId });
    expect(m.refused('DeleteSnapshot', { SnapshotId })).toBe('InvalidSnapshot.NotFound');
    const InstanceId = m.running();
    const { ImageId } = m.ask<Image>('CreateImage', { InstanceId, Name: 'evidence' });
    const { Images } = m.ask<{ Images: Image[] }>('DescribeImages', { ImageIds: [ImageId] });
    expect(Images[0]?.State).toBe('pending');
    const under = Images[0]?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
    expect(m.refused('DeleteSnapshot', { SnapshotId: under })).toBe('InvalidSnapshot.InUse');
    m.ask('DeregisterImage', { ImageId });
    m.ask('DeleteSnapshot', { SnapshotId: under });
  });

  it('are found by owner and page', () => {
    const found = (input: object) => m.ask<{ Snapshots: Snapshot[]; NextToken?: string }>('DescribeSnapshots', input);
    const own = found({ OwnerIds: ['self'] }).Snapshots;
    expect(own.every((each) => each.OwnerId === m.place.account)).toBe(true);
    expect(found({ OwnerIds: ['amazon'] }).Snapshots.every((each) => each.OwnerAlias === 'amazon')).toBe(true);
    const first = found({ OwnerIds: ['self'], MaxResults: 5 });
    const second = found({ OwnerIds: ['self'], MaxResults: 1_000, NextToken: first.NextToken });
    expect([...first.Snapshots, ...second.Snapshots]).toEqual(own);
    expect(m.refused('DescribeSnapshots', { SnapshotIds: [own[0]?.SnapshotId], MaxResults: 5 })).toBe(
      'InvalidParameterCombination',
    );
    expect(m.refused('DescribeSnapshots', { SnapshotIds: ['snap-0123456789abcdef0'] })).toBe(
      'InvalidSnapshot.NotFound',
    );
  });
});
