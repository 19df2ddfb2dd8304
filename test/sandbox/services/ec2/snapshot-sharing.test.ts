import type {
  CopySnapshotResult,
  DescribeSnapshotAttributeResult,
  GetSnapshotBlockPublicAccessStateResult,
  Snapshot,
  Volume,
} from '@aws-sdk/client-ec2';
import type { CreateKeyResponse } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ec2 } from '../../../../sandbox/services/ec2/index.js';
import { kms } from '../../../../sandbox/services/kms/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { perform } from '../../../../sandbox/services/perform.js';
import { openMachines, type Machines } from './machines.js';

const FORENSICS = '444455556666';
const forensics: Caller = {
  account: FORENSICS,
  accessKeyId: 'AKIAOTHER',
  arn: `arn:aws:iam::${FORENSICS}:root`,
  kind: 'root',
  userId: FORENSICS,
};

let m: Machines;
let key: string;
beforeAll(() => {
  m = openMachines();
  key = m.call<CreateKeyResponse>(kms, 'CreateKey').KeyMetadata?.Arn ?? '';
});
afterAll(() => m.close());

const take = (volume: object = {}): string => {
  const { VolumeId } = m.ask<Volume>('CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 1, ...volume });
  m.pass(3_000);
  const { SnapshotId = '' } = m.ask<Snapshot>('CreateSnapshot', { VolumeId });
  m.pass(20_000);
  return SnapshotId;
};
const seen = (input: object, as?: Caller) =>
  m.ask<{ Snapshots: Snapshot[] }>('DescribeSnapshots', input, as).Snapshots.map((each) => each.SnapshotId);

describe('sharing a snapshot', () => {
  const modify = (SnapshotId: string, input: object) => m.ask('ModifySnapshotAttribute', { SnapshotId, ...input });
  const refused = (SnapshotId: string, input: object) => m.refused('ModifySnapshotAttribute', { SnapshotId, ...input });
  const permissions = (SnapshotId: string) =>
    m.ask<DescribeSnapshotAttributeResult>('DescribeSnapshotAttribute', {
      SnapshotId,
      Attribute: 'createVolumePermission',
    }).CreateVolumePermissions;
  const flat = (OperationType: string, UserIds: string[]) => ({
    Attribute: 'createVolumePermission',
    OperationType,
    UserIds,
  });

  it('shows it to that account alone, in both ways of asking', () => {
    const SnapshotId = take();
    expect(m.refused('DescribeSnapshots', { SnapshotIds: [SnapshotId] }, forensics)).toBe('InvalidSnapshot.NotFound');
    modify(SnapshotId, { CreateVolumePermission: { Add: [{ UserId: FORENSICS }] } });
    expect(permissions(SnapshotId)).toEqual([{ UserId: FORENSICS }]);
    expect(seen({ RestorableByUserIds: ['self'] }, forensics)).toContain(SnapshotId);
    expect(seen({ RestorableByUserIds: [FORENSICS] })).toEqual([SnapshotId]);
    expect(seen({ OwnerIds: [m.place.account] }, forensics)).toEqual([SnapshotId]);
    expect(seen({ OwnerIds: ['self'] }, forensics)).toEqual([]);
    modify(SnapshotId, flat('remove', [FORENSICS]));
    expect(permissions(SnapshotId)).toEqual([]);
    modify(SnapshotId, flat('add', [FORENSICS]));
    m.ask('ResetSnapshotAttribute', { SnapshotId, Attribute: 'createVolumePermission' });
    expect(permissions(SnapshotId)).toEqual([]);
  });

  it('lets the other account use it, not change it', () => {
    const SnapshotId = take();
    modify(SnapshotId, flat('add', [FORENSICS]));
    const ask = { AvailabilityZone: 'eu-west-1a', SnapshotId };
    expect(m.ask<Volume>('CreateVolume', ask, forensics).Size).toBe(1);
    for (const operation of ['DeleteSnapshot', 'DescribeSnapshotAttribute'])
      expect(m.refused(operation, { SnapshotId, Attribute: 'createVolumePermission' }, forensics)).toBe(
        'InvalidSnapshot.NotFound',
      );
  });

  it('adds or removes, not both, and real accounts only', () => {
    const SnapshotId = take();
    const both = { CreateVolumePermission: { Add: [{ UserId: FORENSICS }], Remove: [{ UserId: '777788889999' }] } };
    expect(refused(SnapshotId, both)).toBe('InvalidParameterCombination');
    expect(refused(SnapshotId, flat('add', ['forensics']))).toBe('InvalidUserID.Malformed');
    expect(refused(SnapshotId, {})).toBe('MissingParameter');
  });

  it('is not possible under the default key, nor with everyone when encrypted', () => {
    const add = { CreateVolumePermission: { Add: [{ UserId: FORENSICS }] } };
    const all = { CreateVolumePermission: { Add: [{ Group: 'all' }] } };
    expect(refused(take({ Encrypted: true }), add)).toBe('OperationNotPermitted');
    const mine = take({ Encrypted: true, KmsKeyId: key });
    modify(mine, add);
    expect(refused(mine, all)).toBe('OperationNotPermitted');
    const plain = take();
    modify(plain, all);
    expect(seen({ RestorableByUserIds: ['all'] }, forensics)).toContain(plain);
  });

  it('with everyone is not possible where the account blocks it', () => {
    const open = take();
    const all = { CreateVolumePermission: { Add: [{ Group: 'all' }] } };
    modify(open, all);
    m.ask('EnableSnapshotBlockPublicAccess', { State: 'block-all-sharing' });
    const { State } = m.ask<GetSnapshotBlockPublicAccessStateResult>('GetSnapshotBlockPublicAccessState');
    expect(State).toBe('block-all-sharing');
    expect(refused(take(), all)).toBe('OperationNotPermitted');
    expect(seen({ RestorableByUserIds: ['all'] }, forensics)).not.toContain(open);
    m.ask('DisableSnapshotBlockPublicAccess');
    expect(seen({ RestorableByUserIds: ['all'] }, forensics)).toContain(open);
  });
});

describe('a copy of a snapshot', () => {
  const copy = (SourceSnapshotId: string, more: object = {}, as?: Caller): Snapshot => {
    const ask = { SourceRegion: m.place.region, SourceSnapshotId, ...more };
    const { SnapshotId = '' } = m.ask<CopySnapshotResult>('CopySnapshot', ask, as);
    return m.ask<{ Snapshots: Snapshot[] }>('DescribeSnapshots', { SnapshotIds: [SnapshotId] }, as).Snapshots[0] ?? {};
  };
  const outcome = (id: string | undefined): string => {
    m.pass(20_000);
    const { State, StateMessage = '' } = m.snapshot(id ?? '');
    return `${State} ${StateMessage}`.trim();
  };

  it('takes time and belongs to no volume', () => {
    const made = copy(take());
    expect(made).toMatchObject({ State: 'pending', VolumeId: 'vol-ffffffff', Encrypted: false });
    expect(outcome(made.SnapshotId)).toBe('completed');
  });

  it('is encrypted when asked, with the default key or one of ours', () => {
    const source = take();
    const byDefault = copy(source, { Encrypted: true });
    expect(byDefault.Encrypted).toBe(true);
    expect(byDefault.KmsKeyId).not.toBe(key);
    const ours = copy(source, { Encrypted: true, KmsKeyId: key });
    expect(ours.KmsKeyId).toBe(key);
    expect([outcome(byDefault.SnapshotId), outcome(ours.SnapshotId)]).toEqual(['completed', 'completed']);
    expect(m.refused('CopySnapshot', { SourceRegion: m.place.region, SourceSnapshotId: source, KmsKeyId: key })).toBe(
      'InvalidParameterDependency',
    );
  });

  it('fails late with a bad key', () => {
    const disabled = m.call<CreateKeyResponse>(kms, 'CreateKey').KeyMetadata?.KeyId;
    m.call(kms, 'DisableKey', { KeyId: disabled });
    for (const KmsKeyId of ['0a1b2c3d-0000-4000-8000-000000000000', 'nonsense', disabled]) {
      const made = copy(take(), { Encrypted: true, KmsKeyId });
      expect(made.State).toBe('pending');
      expect(outcome(made.SnapshotId)).toBe('error Given key ID is not accessible');
    }
  });

  it('keeps the key of its source in the account and Region', () => {
    expect(copy(take({ Encrypted: true, KmsKeyId: key })).KmsKeyId).toBe(key);
  });

  it('of what is not complete, or not there, is refused', () => {
    const { VolumeId } = m.ask<Volume>('CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 1 });
    m.pass(3_000);
    const { SnapshotId } = m.ask<Snapshot>('CreateSnapshot', { VolumeId });
    const ask = (SourceSnapshotId: string | undefined) => ({ SourceRegion: m.place.region, SourceSnapshotId });
    expect(m.refused('CopySnapshot', ask(SnapshotId))).toBe('IncorrectState');
    expect(m.refused('CopySnapshot', ask('snap-0123456789abcdef0'))).toBe('InvalidSnapshot.NotFound');
  });

  it('can be made in another Region and by the account it is shared with', () => {
    const source = take();
    m.world.agenda.settle();
    const elsewhere = perform(m.world, () => undefined, {
      service: ec2,
      operation: 'CopySnapshot',
      input: { SourceRegion: m.place.region, SourceSnapshotId: source },
      region: 'us-east-1',
      caller: m.caller,
      requestId: 'r',
      sourceIp: '198.51.100.7',
    }) as CopySnapshotResult;
    expect(m.refused('DescribeSnapshots', { SnapshotIds: [elsewhere.SnapshotId] })).toBe('InvalidSnapshot.NotFound');
    const ask = { SourceRegion: m.place.region, SourceSnapshotId: source };
    expect(m.refused('CopySnapshot', ask, forensics)).toBe('InvalidSnapshot.NotFound');
    m.ask('ModifySnapshotAttribute', {
      SnapshotId: source,
      CreateVolumePermission: { Add: [{ UserId: FORENSICS }] },
    });
    expect(copy(source, {}, forensics).OwnerId).toBe(FORENSICS);
  });

  it('is one of 20 at most on their way to a Region', () => {
    m.pass(60_000);
    const source = take();
    for (let n = 0; n < 20; n += 1) copy(source);
    expect(m.refused('CopySnapshot', { SourceRegion: m.place.region, SourceSnapshotId: source })).toBe(
      'ResourceLimitExceeded',
    );
    m.pass(20_000);
    copy(source);
  });
});
