import type { Volume, VolumeAttachment } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { zonesOf } from '../../../../sandbox/services/ec2/network/zones.js';
import { openMachines, type Machines } from './machines.js';

describe('a volume', () => {
  let m: Machines;
  let zone: string;
  let elsewhere: string;
  beforeAll(() => {
    m = openMachines();
    [zone = '', elsewhere = ''] = zonesOf(m.place.region);
  });
  afterAll(() => m.close());

  const create = (input: object = {}) =>
    m.ask<Volume>('CreateVolume', { AvailabilityZone: zone, Size: 10, VolumeType: 'gp3', ...input });
  const available = (input?: object): string => {
    const { VolumeId = '' } = create(input);
    m.pass(3_000);
    return VolumeId;
  };
  const volume = (id: string): Volume =>
    m.ask<{ Volumes: Volume[] }>('DescribeVolumes', { VolumeIds: [id] }).Volumes[0] ?? {};
  const running = () => m.running({ Placement: { AvailabilityZone: zone } });

  it('is created, and once per client token', () => {
    const ask = { ClientToken: 'disk-once' };
    const first = create(ask);
    expect(first.State).toBe('creating');
    expect(create(ask).VolumeId).toBe(first.VolumeId);
    expect(m.refused('CreateVolume', { AvailabilityZone: zone, Size: 11, VolumeType: 'gp3', ...ask })).toBe(
      'IdempotentParameterMismatch',
    );
    m.pass(3_000);
    expect(volume(first.VolumeId ?? '')).toMatchObject({ State: 'available', Iops: 3_000, Throughput: 125 });
  });

  it('is attached, in use, detached and free again, each in its time', () => {
    const [VolumeId, InstanceId] = [available(), running()];
    const attach = { VolumeId, InstanceId, Device: '/dev/sdf' };
    expect(m.ask<VolumeAttachment>('AttachVolume', attach).State).toBe('attaching');
    m.pass(2_000);
    expect(volume(VolumeId)).toMatchObject({ State: 'in-use', Attachments: [{ State: 'attached', InstanceId }] });
    expect(m.instance(InstanceId).BlockDeviceMappings?.[1]).toMatchObject({
      DeviceName: '/dev/sdf',
      Ebs: { VolumeId, Status: 'attached', DeleteOnTermination: false },
    });
    expect(m.refused('AttachVolume', { ...attach, Device: '/dev/sdg' })).toBe('VolumeInUse');
    expect(m.refused('DeleteVolume', { VolumeId })).toBe('VolumeInUse');
    expect(m.ask<VolumeAttachment>('DetachVolume', { VolumeId }).State).toBe('detaching');
    expect(m.refused('DetachVolume', { VolumeId })).toBe('IncorrectState');
    expect(volume(VolumeId).State).toBe('in-use');
    m.pass(3_000);
    expect(volume(VolumeId)).toMatchObject({ State: 'available', Attachments: [] });
    expect(m.refused('DetachVolume', { VolumeId })).toBe('IncorrectState');
    m.ask('DeleteVolume', { VolumeId });
    expect(m.refused('DescribeVolumes', { VolumeIds: [VolumeId] })).toBe('InvalidVolume.NotFound');
  });

  it('is not attached where it does not fit', () => {
    const InstanceId = running();
    const fresh = create().VolumeId;
    expect(m.refused('AttachVolume', { VolumeId: fresh, InstanceId, Device: '/dev/sdf' })).toBe('IncorrectState');
    const far = available({ AvailabilityZone: elsewhere });
    expect(m.refused('AttachVolume', { VolumeId: far, InstanceId, Device: '/dev/sdf' })).toBe(
      'InvalidVolume.ZoneMismatch',
    );
    const VolumeId = available();
    expect(m.refused('AttachVolume', { VolumeId, InstanceId, Device: '/dev/xvda' })).toBe('InvalidParameterValue');
    const { InstanceId: pending } = m.launch({ Placement: { AvailabilityZone: zone } });
    expect(m.refused('AttachVolume', { VolumeId, InstanceId: pending, Device: '/dev/sdf' })).toBe('IncorrectState');
  });

  it('under a running system stays where it is', () => {
    const InstanceId = running();
    const VolumeId = m.instance(InstanceId).BlockDeviceMappings?.[0]?.Ebs?.VolumeId;
    expect(m.refused('DetachVolume', { VolumeId })).toBe('OperationNotPermitted');
    m.ask('StopInstances', { InstanceIds: [InstanceId] });
    m.pass(60_000);
    m.ask('DetachVolume', { VolumeId });
    m.pass(60_000);
    expect(m.refused('StartInstances', { InstanceIds: [InstanceId] })).toBe('InvalidParameterValue');
  });

  it('is of a size and kind that exist', () => {
    const refused = (input: object) => m.refused('CreateVolume', { AvailabilityZone: zone, ...input });
    expect(refused({})).toBe('MissingParameter');
    expect(refused({ Size: 10, VolumeType: 'st1' })).toBe('InvalidParameterValue');
    expect(refused({ Size: 10, VolumeType: 'io2' })).toBe('MissingParameter');
    expect(refused({ Size: 10, VolumeType: 'gp2', Iops: 500 })).toBe('InvalidParameterCombination');
    expect(refused({ Size: 10, KmsKeyId: 'alias/mine' })).toBe('InvalidParameterDependency');
    expect(refused({ Size: 10, AvailabilityZone: 'eu-west-1z' })).toBe('InvalidZone.NotFound');
    expect(refused({ SnapshotId: 'snap-0123456789abcdef0' })).toBe('InvalidSnapshot.NotFound');
  });

  it('grows, never shrinks, and not again for hours', () => {
    const VolumeId = available();
    expect(m.refused('ModifyVolume', { VolumeId, Size: 5 })).toBe('InvalidParameterValue');
    m.ask('ModifyVolume', { VolumeId, Size: 20 });
    expect(volume(VolumeId).Size).toBe(20);
    expect(m.refused('ModifyVolume', { VolumeId, Size: 30 })).toBe('VolumeModificationRateExceeded');
    m.pass(6 * 3_600_000);
    m.ask('ModifyVolume', { VolumeId, Size: 30 });
  });

  it('is encrypted without being asked where that is the default', () => {
    const strict = openMachines();
    strict.ask('EnableEbsEncryptionByDefault');
    expect(strict.ask<Volume>('CreateVolume', { AvailabilityZone: zone, Size: 1 }).Encrypted).toBe(true);
    strict.close();
  });
});
