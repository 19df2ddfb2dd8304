import type { LockSnapshotResult, LockedSnapshotsInfo, Snapshot, Volume } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failNextSnapshots } from '../../../../sandbox/services/ec2/storage/snapshot-faults.js';
import { openMachines, type Machines } from './machines.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a lock', () => {
  let m: Machines;
  beforeAll(() => {
    m = openMachines();
  });
  afterAll(() => m.close());

  const pending = (): string => {
    const { VolumeId } = m.ask<Volume>('CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 1 });
    m.pass(3_000);
    return m.ask<Snapshot>('CreateSnapshot', { VolumeId }).SnapshotId ?? '';
  };
  const complete = (): string => {
    const id = pending();
    m.pass(20_000);
    return id;
  };
  const lock = (SnapshotId: string, input: object) =>
    m.ask<LockSnapshotResult>('LockSnapshot', { SnapshotId, ...input });
  const refused = (SnapshotId: string, input: object) => m.refused('LockSnapshot', { SnapshotId, ...input });
  const locked = (SnapshotId: string) =>
    m.ask<{ Snapshots: LockedSnapshotsInfo[] }>('DescribeLockedSnapshots', { SnapshotIds: [SnapshotId] }).Snapshots[0];
  const governance = (LockDuration: number) => ({ LockMode: 'governance', LockDuration });
  const compliance = (LockDuration: number, more = {}) => ({ LockMode: 'compliance', LockDuration, ...more });

  it('in governance mode keeps a snapshot until it is taken off', () => {
    const SnapshotId = complete();
    const made = lock(SnapshotId, governance(7));
    expect(made).toMatchObject({ LockState: 'governance', LockDuration: 7 });
    expect(made.LockExpiresOn?.getTime()).toBe((made.LockDurationStartTime?.getTime() ?? 0) + 7 * DAY);
    expect(m.refused('DeleteSnapshot', { SnapshotId })).toBe('OperationNotPermitted');
    lock(SnapshotId, governance(1));
    expect(locked(SnapshotId)?.LockDuration).toBe(1);
    m.ask('UnlockSnapshot', { SnapshotId });
    expect(locked(SnapshotId)).toBeUndefined();
    expect(m.refused('UnlockSnapshot', { SnapshotId })).toBe('IncorrectState');
    m.ask('DeleteSnapshot', { SnapshotId });
  });

  it('expires', () => {
    const SnapshotId = complete();
    lock(SnapshotId, governance(1));
    m.pass(DAY);
    expect(locked(SnapshotId)?.LockState).toBe('expired');
    m.ask('DeleteSnapshot', { SnapshotId });
  });

  it('can be put on a pending snapshot; its days count from completion', () => {
    const SnapshotId = pending();
    expect(lock(SnapshotId, governance(1))).toEqual({
      SnapshotId,
      LockState: 'governance',
      LockDuration: 1,
      LockCreatedOn: expect.any(Date),
    });
    expect(m.refused('DeleteSnapshot', { SnapshotId })).toBe('OperationNotPermitted');
    m.pass(20_000);
    const { LockCreatedOn, LockDurationStartTime } = locked(SnapshotId) ?? {};
    expect((LockDurationStartTime?.getTime() ?? 0) - (LockCreatedOn?.getTime() ?? 0)).toBeGreaterThan(19_000);
  });

  it('is void when the snapshot fails', () => {
    failNextSnapshots(m.world, m.place);
    const SnapshotId = pending();
    lock(SnapshotId, compliance(1));
    m.pass(20_000);
    expect(locked(SnapshotId)).toBeUndefined();
    expect(refused(SnapshotId, governance(1))).toBe('IncorrectState');
    m.ask('DeleteSnapshot', { SnapshotId });
  });

  it('in compliance mode can be taken off during its cooling-off period, and never after', () => {
    const SnapshotId = complete();
    lock(SnapshotId, compliance(10, { CoolOffPeriod: 2 }));
    expect(locked(SnapshotId)?.LockState).toBe('compliance-cooloff');
    expect(m.refused('DeleteSnapshot', { SnapshotId })).toBe('OperationNotPermitted');
    m.ask('UnlockSnapshot', { SnapshotId });
    lock(SnapshotId, compliance(10, { CoolOffPeriod: 2 }));
    m.pass(2 * HOUR);
    expect(locked(SnapshotId)?.LockState).toBe('compliance');
    expect(m.refused('UnlockSnapshot', { SnapshotId })).toBe('OperationNotPermitted');
    expect(m.refused('DeleteSnapshot', { SnapshotId })).toBe('OperationNotPermitted');
    expect(refused(SnapshotId, governance(20))).toBe('OperationNotPermitted');
    expect(refused(SnapshotId, compliance(9))).toBe('OperationNotPermitted');
    expect(refused(SnapshotId, compliance(20, { CoolOffPeriod: 1 }))).toBe('OperationNotPermitted');
    expect(lock(SnapshotId, compliance(20)).LockDuration).toBe(20);
  });

  it('in compliance mode without a cooling-off period is final at once', () => {
    const SnapshotId = complete();
    lock(SnapshotId, compliance(1));
    expect(m.refused('UnlockSnapshot', { SnapshotId })).toBe('OperationNotPermitted');
    m.pass(DAY);
    m.ask('DeleteSnapshot', { SnapshotId });
  });

  it('ends after days or on a date, one of the two, and is of a mode that allows what it says', () => {
    const id = complete();
    const ExpirationDate = new Date(m.world.clock.now() + DAY);
    expect(refused(id, { LockMode: 'governance' })).toBe('MissingParameter');
    expect(refused(id, { ...governance(1), ExpirationDate })).toBe('InvalidParameterCombination');
    expect(refused(id, { ...governance(1), CoolOffPeriod: 1 })).toBe('InvalidParameterCombination');
    expect(refused(id, compliance(1, { CoolOffPeriod: 73 }))).toBe('InvalidParameterValue');
    expect(refused(id, governance(36_501))).toBe('InvalidParameterValue');
    expect(refused(id, { LockMode: 'governance', ExpirationDate: new Date(m.world.clock.now()) })).toBe(
      'InvalidParameterValue',
    );
    expect(lock(id, { LockMode: 'governance', ExpirationDate }).LockExpiresOn).toEqual(ExpirationDate);
    expect(refused('snap-0123456789abcdef0', governance(1))).toBe('InvalidSnapshot.NotFound');
  });
});
