import type { VolumeType } from '@aws-sdk/client-ec2';
import { AwsFailure, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { encryptionFor, isUnusable } from './ebs-keys.js';
import type { InstanceRecord } from '../records.js';
import { findVisibleSnapshot } from './snapshot-finders.js';
import { refuseIncomplete } from './snapshot-states.js';
import { volumesIn, type Encryption, type VolumeRecord } from './storage-records.js';
import { dropTags } from '../tags.js';
import { timings } from '../timings.js';
import { volumeSpec } from './volume-specs.js';

/** What a volume shall be; what is left out is as AWS has it by default. */
export type VolumeRequest = {
  readonly zone: string;
  readonly size?: number | undefined;
  readonly type?: VolumeType | undefined;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
  readonly snapshotId?: string | undefined;
  readonly Encrypted?: boolean | undefined;
  readonly KmsKeyId?: string | undefined;
};

/** The key of a snapshot stays with its volumes within the account. */
const sourceOf = (place: Place, snapshotId: string): Encryption & { readonly size: number } => {
  const row = findVisibleSnapshot(place, snapshotId);
  refuseIncomplete(place, row);
  const { size, encrypted, kmsKeyId, ownerId } = row;
  return { size, encrypted, ...(ownerId === place.account && kmsKeyId !== undefined && { kmsKeyId }) };
};

/** Makes a volume, empty or from a snapshot. `ready`: it has no `creating` state, as at launch. */
export const createVolume = (place: Place, request: VolumeRequest, ready = false): VolumeRecord => {
  const { zone, snapshotId, type = 'gp2', iops, throughput } = request;
  const source = snapshotId === undefined ? undefined : sourceOf(place, snapshotId);
  const size = request.size ?? source?.size;
  if (size === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter size or snapshotId');
  if (source !== undefined && size < source.size)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Volume of size ${size}GB is smaller than snapshot '${snapshotId}', expect size >= ${source.size}GB`,
    );
  const id = hexId('vol');
  const now = place.world.clock.now();
  const encryption = encryptionFor(place, request, source);
  return volumesIn(place).put(id, {
    id,
    ...volumeSpec({ size, type, iops, throughput }),
    ...encryption,
    failed: isUnusable(place, encryption.kmsKeyId),
    ...(snapshotId !== undefined && { snapshotId }),
    zone,
    createdAt: now,
    availableAt: ready ? now : now + timings.volumeCreation,
  });
};

/** Removes a volume and its tags. */
export const removeVolume = (place: Place, id: string): void => {
  volumesIn(place).delete(id);
  dropTags(place, id);
};

/** Whether an instance has a disk whose key cannot be used now. */
export const hasUnusableDisk = (place: Place, { devices }: Pick<InstanceRecord, 'devices'>): boolean =>
  devices.some(({ volumeId }) => isUnusable(place, volumesIn(place).get(volumeId)?.kmsKeyId));
