import type { LockedSnapshotsInfo, LockState } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import { completedAt, progressAt } from './snapshot-states.js';
import type { SnapshotLock, SnapshotRecord } from './storage-records.js';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** What follows from a lock at `now` ("Amazon EBS snapshot lock concepts" and "considerations"). */
export type LockFacts = {
  readonly lock: SnapshotLock;
  readonly state: LockState;
  /** Both unknown until the snapshot is complete, for a lock of so many days. */
  readonly startsAt?: number;
  readonly expiresAt?: number;
  readonly coolOffEndsAt?: number;
};

/** The lock of a snapshot, if it has one; a snapshot that failed has lost its lock. */
export const lockFacts = ({ world }: Place, row: SnapshotRecord): LockFacts | undefined => {
  const { lock } = row;
  const now = world.clock.now();
  const { state } = progressAt(row, now);
  if (lock === undefined || state === 'error') return undefined;
  const coolOffEndsAt = lock.coolOff === undefined ? undefined : lock.coolOff.from + lock.coolOff.hours * HOUR;
  const common = { lock, ...(coolOffEndsAt !== undefined && { coolOffEndsAt }) };
  const cooling = coolOffEndsAt !== undefined && now < coolOffEndsAt;
  const inForce: LockState = lock.mode === 'compliance' && cooling ? 'compliance-cooloff' : lock.mode;
  // Days count from completion: until then nobody knows when they end.
  if (lock.days !== undefined && state === 'pending') return { ...common, state: inForce };
  const startsAt = lock.days === undefined ? lock.createdAt : Math.max(lock.createdAt, completedAt(row));
  const expiresAt = lock.until ?? startsAt + (lock.days ?? 0) * DAY;
  return { ...common, state: now >= expiresAt ? 'expired' : inForce, startsAt, expiresAt };
};

/** Whether a lock keeps the snapshot from being deleted. */
export const isLocked = (place: Place, row: SnapshotRecord): boolean => {
  const facts = lockFacts(place, row);
  return facts !== undefined && facts.state !== 'expired';
};

/** A lock as LockSnapshot and DescribeLockedSnapshots show it. */
export const describeLock = (row: SnapshotRecord, facts: LockFacts): LockedSnapshotsInfo => {
  const { lock, state, startsAt, expiresAt, coolOffEndsAt } = facts;
  return {
    OwnerId: row.ownerId,
    SnapshotId: row.id,
    LockState: state,
    ...(lock.days !== undefined && { LockDuration: lock.days }),
    ...(lock.coolOff !== undefined && { CoolOffPeriod: lock.coolOff.hours }),
    ...(coolOffEndsAt !== undefined && { CoolOffPeriodExpiresOn: new Date(coolOffEndsAt) }),
    LockCreatedOn: new Date(lock.createdAt),
    ...(startsAt !== undefined && { LockDurationStartTime: new Date(startsAt) }),
    ...(expiresAt !== undefined && { LockExpiresOn: new Date(expiresAt) }),
  };
};
