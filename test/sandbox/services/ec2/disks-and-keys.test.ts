import type { Volume } from '@aws-sdk/client-ec2';
import type { CreateKeyResponse, DescribeKeyResponse } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kms } from '../../../../sandbox/services/kms/index.js';
import { disk, openMachines, type Machines } from './machines.js';

describe('an encrypted disk', () => {
  let m: Machines;
  beforeAll(() => {
    m = openMachines();
  });
  afterAll(() => m.close());

  const newKey = (): string => m.call<CreateKeyResponse>(kms, 'CreateKey').KeyMetadata?.KeyId ?? '';
  const volume = (id: string | undefined): Volume =>
    m.ask<{ Volumes: Volume[] }>('DescribeVolumes', { VolumeIds: [id] }).Volumes[0] ?? {};
  const create = (input: object) =>
    m.ask<Volume>('CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 1, ...input });

  it('has the key that AWS manages unless one is named, always the same', () => {
    const [first, second] = [create({ Encrypted: true }), create({ Encrypted: true })];
    expect(first.KmsKeyId).toBe(second.KmsKeyId);
    const { KeyMetadata } = m.call<DescribeKeyResponse>(kms, 'DescribeKey', { KeyId: 'alias/aws/ebs' });
    expect([KeyMetadata?.Arn, KeyMetadata?.KeyManager]).toEqual([first.KmsKeyId, 'AWS']);
  });

  it('is accepted with a bad key and then fails', () => {
    const { VolumeId, State } = create({ Encrypted: true, KmsKeyId: 'alias/nobody' });
    expect(State).toBe('creating');
    m.pass(3_000);
    expect(volume(VolumeId).State).toBe('error');
  });

  it('whose key is disabled ends a launch, and a start', () => {
    const KmsKeyId = newKey();
    const BlockDeviceMappings = [disk('/dev/sdf', 1, { Encrypted: true, KmsKeyId })];
    const id = m.running({ BlockDeviceMappings });
    m.ask('StopInstances', { InstanceIds: [id] });
    m.pass(60_000);
    m.call(kms, 'DisableKey', { KeyId: KmsKeyId });
    m.ask('StartInstances', { InstanceIds: [id] });
    expect(m.state(id)).toBe('pending');
    m.pass(60_000);
    expect(m.instance(id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Client.InvalidKMSKey.InvalidState' },
    });
    const { InstanceId = '' } = m.launch({ BlockDeviceMappings });
    m.pass(60_000);
    expect(m.state(InstanceId)).toBe('terminated');
    m.call(kms, 'EnableKey', { KeyId: KmsKeyId });
    m.ask('StartInstances', { InstanceIds: [id] });
    m.pass(60_000);
    expect(m.state(id)).toBe('running');
  });
});

it('what does not exist is not tagged', () => {
  const m = openMachines();
  const Tags = [{ Key: 'a', Value: 'b' }];
  expect(m.refused('CreateTags', { Resources: ['i-0123456789abcdef0'], Tags })).toBe('InvalidInstanceID.NotFound');
  expect(m.refused('CreateTags', { Resources: ['vol-0123456789abcdef0'], Tags })).toBe('InvalidVolume.NotFound');
  const id = m.running();
  m.ask('CreateTags', { Resources: [id], Tags });
  expect(m.instance(id).Tags).toEqual(Tags);
  m.close();
});
