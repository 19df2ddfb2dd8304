import type { Snapshot } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { EntryBodies } from '../../workflows/contract/entries.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';

/** One set of snapshots as the run remembers it. */
export const snapshotSet = z.strictObject({
  snapshots: z.array(z.strictObject({ snapshotId: z.string(), volumeId: z.string() })).min(1),
});
export type SnapshotSet = z.infer<typeof snapshotSet>;

/** What AWS says of the set now. An id that AWS does not know (yet) is simply not in the answer. */
export const readSnapshots = async (aws: Aws, { snapshots }: SnapshotSet): Promise<readonly Snapshot[]> => {
  const ids = snapshots.map((one) => one.snapshotId);
  // Asked by filter, not by id: an id that is not visible yet would turn the whole answer into an error.
  const answer = await reading('ec2:DescribeSnapshots', ids.join(','), () =>
    aws.ec2.describeSnapshots({ OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values: ids }] }),
  );
  return (answer.Snapshots ?? []).filter((one) => ids.includes(one.SnapshotId ?? ''));
};

/** Snapshots with our mark, of these volumes, started at or after our intent: never by the mark alone. */
export const findSnapshots = async (
  aws: Aws,
  nonce: string,
  volumeIds: readonly string[],
  since: Date,
): Promise<SnapshotSet | null> => {
  const answer = await reading('ec2:DescribeSnapshots', `tag ${nonce}`, () =>
    aws.ec2.describeSnapshots({ OwnerIds: ['self'], Filters: [{ Name: `tag:${nonce}`, Values: [nonce] }] }),
  );
  // AWS gives start times in whole seconds.
  const earliest = Math.floor(since.getTime() / 1_000) * 1_000;
  const ours = (answer.Snapshots ?? []).filter(
    (one) => volumeIds.includes(one.VolumeId ?? '') && (one.StartTime?.getTime() ?? 0) >= earliest,
  );
  if (ours.length === 0) return null;
  return { snapshots: ours.map((one) => ({ snapshotId: one.SnapshotId ?? '', volumeId: one.VolumeId ?? '' })) };
};

/** `61 %` over all snapshots of a set. */
export const progressOf = (snapshots: readonly Snapshot[]): number =>
  Math.floor(
    snapshots.reduce(
      (sum, one) => sum + (one.State === 'completed' ? 100 : Number.parseInt(one.Progress ?? '0', 10) || 0),
      0,
    ) / Math.max(1, snapshots.length),
  );

/** What is kept of a complete snapshot, to be compared with later: its encryption, and AWS's times. */
export const snapshotDetails = (snapshot: Snapshot | undefined): JsonObject | undefined =>
  snapshot && {
    encrypted: snapshot.Encrypted ?? false,
    ...(snapshot.KmsKeyId && { kmsKeyId: snapshot.KmsKeyId }),
    ...(snapshot.StartTime && { startedAt: snapshot.StartTime.toISOString() }),
    ...(snapshot.CompletionTime && { endedAt: snapshot.CompletionTime.toISOString() }),
  };

/** A snapshot as evidence: what it is of, how it was made, where it is, how far it is. */
export const snapshotEvidence = (
  { region, account }: Aws,
  { snapshotId, volumeId }: SnapshotSet['snapshots'][number],
  instanceId: string,
  state: 'pending' | 'locked' | 'completed' | 'failed',
  details?: JsonObject,
): Omit<EntryBodies['evidence'], 'run' | 'step'> => ({
  id: snapshotId,
  evidenceKind: 'ebs-snapshot',
  source: `arn:aws:ec2:${region}:${account}:volume/${volumeId}`,
  method: `ec2:CreateSnapshots of ${instanceId}`,
  location: `arn:aws:ec2:${region}::snapshot/${snapshotId}`,
  state,
  collectedAt: new Date().toISOString(),
  ...(details && { details }),
});
