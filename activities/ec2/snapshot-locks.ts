import { z } from 'zod';
import type { Json } from '../../workflows/contract/json.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';
import type { SnapshotSet } from './snapshots.js';

/**
 * How snapshots are locked: for how many days, or not at all. Compliance mode is not offered: once its cooling-off
 * period is over nobody can take it back, which is a decision of its own. Bounds: API reference, "LockSnapshot".
 */
export const lockInput = {
  lock: z.enum(['governance', 'none']).default('none'),
  lockDays: z.int().min(1).max(36_500).default(30),
};

/** How many locks are planned for a set: in fours, so that a volume attached meanwhile needs no new signature. */
export const locksFor = (volumes: number): number => 4 * Math.ceil((volumes + 1) / 4);

/** One planned lock in governance mode. It works while the snapshot is still pending ("Lock a snapshot", EBS User Guide). */
export const lockCall = (id: string, target: string, snapshotId: Json, days: number): PlannedCall => ({
  id,
  service: 'ec2',
  operation: 'LockSnapshot',
  target,
  input: { SnapshotId: snapshotId, LockMode: 'governance', LockDuration: days },
});

/** A lock as AWS shows it. */
export type SnapshotLock = { readonly mode: string; readonly until: string };

/** The locks in force on a set, by snapshot id. */
export const readLocks = async (aws: Aws, { snapshots }: SnapshotSet): Promise<ReadonlyMap<string, SnapshotLock>> => {
  const ids = snapshots.map((one) => one.snapshotId);
  // Asked without ids, AWS would answer with every lock of the account.
  if (ids.length === 0) return new Map();
  const answer = await reading('ec2:DescribeLockedSnapshots', ids.join(','), () =>
    aws.ec2.describeLockedSnapshots({ SnapshotIds: ids }),
  );
  return new Map(
    (answer.Snapshots ?? [])
      .filter((one) => one.LockState !== 'expired')
      .map((one) => [
        one.SnapshotId ?? '',
        { mode: one.LockState ?? '', until: one.LockExpiresOn?.toISOString() ?? `${one.LockDuration} days on` },
      ]),
  );
};

/** What is said of each snapshot of a set, and whether all are locked. */
export const sayLocks = (
  { snapshots }: SnapshotSet,
  locks: ReadonlyMap<string, SnapshotLock>,
): { readonly holds: boolean; readonly facts: readonly string[] } => ({
  holds: snapshots.every(({ snapshotId }) => locks.has(snapshotId)),
  facts: snapshots.map(({ snapshotId }) => {
    const lock = locks.get(snapshotId);
    return `${snapshotId}: ${lock ? `locked (${lock.mode}) until ${lock.until}` : 'not locked'}`;
  }),
});
