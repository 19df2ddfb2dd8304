import type { Snapshot, SnapshotState } from '@aws-sdk/client-ec2';
import { settingsOf } from '../../../world/settings.js';
import { AwsFailure, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { failureOrdered } from './snapshot-faults.js';
import { snapshotsIn, type SnapshotRecord } from './storage-records.js';
import { tagList } from '../tags.js';

/** GiB up to which a volume takes no longer than the setting says; larger ones do, in proportion. */
const SMALL = 100;

/** How far a snapshot is at `now`, as AWS shows it. */
export type SnapshotProgress = { readonly state: SnapshotState; readonly progress: string; readonly message?: string };

/** When the snapshot is complete, if it comes to that. */
export const completedAt = ({ startedAt, takesMs }: SnapshotRecord): number => startedAt + takesMs;

/** The state that AWS shows at `now`: it follows from when the snapshot began and how long it takes. */
export const progressAt = (row: SnapshotRecord, now: number): SnapshotProgress => {
  const { startedAt, takesMs, outcome } = row;
  const share = takesMs <= 0 ? 1 : Math.min(1, Math.max(0, (now - startedAt) / takesMs));
  if (outcome.state === 'error' && share >= outcome.share)
    return {
      state: 'error',
      progress: percent(outcome.share),
      ...(outcome.message !== undefined && { message: outcome.message }),
    };
  return { state: share >= 1 ? 'completed' : 'pending', progress: percent(share) };
};

const percent = (share: number): string => `${Math.floor(share * 100)}%`;

/** The state of a snapshot now. */
export const snapshotState = ({ world }: Place, row: SnapshotRecord): SnapshotState =>
  progressAt(row, world.clock.now()).state;

type Begun = Pick<SnapshotRecord, 'volumeId' | 'size' | 'encrypted'> &
  Partial<Pick<SnapshotRecord, 'kmsKeyId' | 'description' | 'copy' | 'completionMinutes'>> & {
    /** Why it will fail, where that is known already. */
    readonly problem?: string | undefined;
  };

/** Begins a snapshot: `pending` from now on, complete or failed by the clock. */
export const beginSnapshot = (place: Place, { problem, ...what }: Begun): SnapshotRecord => {
  const id = hexId('snap');
  return snapshotsIn(place).put(id, {
    description: '',
    copy: false,
    ...what,
    id,
    ownerId: place.account,
    startedAt: place.world.clock.now(),
    takesMs: settingsOf(place.world).snapshotMs * Math.max(1, what.size / SMALL),
    outcome: outcomeOf(place, problem),
    sharedWith: [],
  });
};

const outcomeOf = (place: Place, problem: string | undefined): SnapshotRecord['outcome'] => {
  if (problem !== undefined) return { state: 'error', message: problem, share: 0.1 };
  if (failureOrdered(place)) return { state: 'error', message: 'An internal error has occurred', share: 0.5 };
  return { state: 'completed', share: 1 };
};

/** Refuses a snapshot that is not complete, for what can only be done with a complete one. */
export const refuseIncomplete = (place: Place, row: SnapshotRecord): void => {
  const state = snapshotState(place, row);
  if (state !== 'completed') throw new AwsFailure('IncorrectState', `Snapshot ${row.id} is in state '${state}'.`);
};

/** A snapshot as DescribeSnapshots shows it to `place`, whose own tags it has. */
export const describeSnapshot = (place: Place, row: SnapshotRecord): Snapshot => {
  const { state, progress, message } = progressAt(row, place.world.clock.now());
  return {
    SnapshotId: row.id,
    VolumeId: row.volumeId,
    VolumeSize: row.size,
    OwnerId: row.ownerId,
    Description: row.description,
    StartTime: new Date(row.startedAt),
    State: state,
    Progress: progress,
    ...(message !== undefined && { StateMessage: message }),
    ...(state === 'completed' && { CompletionTime: new Date(completedAt(row)) }),
    Encrypted: row.encrypted,
    ...(row.kmsKeyId !== undefined && { KmsKeyId: row.kmsKeyId }),
    StorageTier: 'standard',
    ...(row.copy && { TransferType: row.completionMinutes === undefined ? 'standard' : 'time-based' }),
    ...(row.completionMinutes !== undefined && { CompletionDurationMinutes: row.completionMinutes }),
    Tags: tagList(place, row.id),
  };
};
