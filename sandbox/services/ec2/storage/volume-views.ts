import type { Volume, VolumeModification, VolumeState, VolumeStatusItem } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { VolumeRecord } from './storage-records.js';
import { tagList } from '../tags.js';
import { describeAttachment, type Attached } from './volume-attachments.js';

const stateOf = (place: Place, volume: VolumeRecord, attached: Attached | undefined): VolumeState => {
  if (attached !== undefined) return 'in-use';
  if (place.world.clock.now() < volume.availableAt) return 'creating';
  return volume.failed ? 'error' : 'available';
};

/** A volume as DescribeVolumes shows it. */
export const describeVolume = (place: Place, volume: VolumeRecord, attached?: Attached): Volume => ({
  VolumeId: volume.id,
  Size: volume.size,
  VolumeType: volume.type,
  ...(volume.iops !== undefined && { Iops: volume.iops }),
  ...(volume.throughput !== undefined && { Throughput: volume.throughput }),
  SnapshotId: volume.snapshotId ?? '',
  AvailabilityZone: volume.zone,
  State: stateOf(place, volume, attached),
  CreateTime: new Date(volume.createdAt),
  Attachments: attached === undefined ? [] : [describeAttachment(place, attached)],
  Encrypted: volume.encrypted,
  ...(volume.kmsKeyId !== undefined && { KmsKeyId: volume.kmsKeyId }),
  MultiAttachEnabled: false,
  Operator: { Managed: false },
  Tags: tagList(place, volume.id),
});

/** A volume as DescribeVolumeStatus shows it: the sandbox's disks are always well. */
export const describeVolumeStatus = (volume: VolumeRecord): VolumeStatusItem => ({
  VolumeId: volume.id,
  AvailabilityZone: volume.zone,
  Actions: [],
  Events: [],
  VolumeStatus: {
    Status: 'ok',
    Details: [
      { Name: 'io-enabled', Status: 'passed' },
      { Name: 'io-performance', Status: 'not-applicable' },
    ],
  },
});

/** The last change of a volume's size, type or performance, if there was one. */
export const describeModification = (place: Place, volume: VolumeRecord): VolumeModification | undefined => {
  const { modified } = volume;
  if (modified === undefined) return undefined;
  const now = place.world.clock.now();
  const share = Math.min(1, (now - modified.at) / (modified.until - modified.at));
  return {
    VolumeId: volume.id,
    ModificationState: share >= 1 ? 'completed' : 'optimizing',
    Progress: Math.floor(share * 100),
    StartTime: new Date(modified.at),
    ...(share >= 1 && { EndTime: new Date(modified.until) }),
    OriginalSize: modified.before.size,
    OriginalVolumeType: modified.before.type,
    ...(modified.before.iops !== undefined && { OriginalIops: modified.before.iops }),
    ...(modified.before.throughput !== undefined && { OriginalThroughput: modified.before.throughput }),
    TargetSize: volume.size,
    TargetVolumeType: volume.type,
    ...(volume.iops !== undefined && { TargetIops: volume.iops }),
    ...(volume.throughput !== undefined && { TargetThroughput: volume.throughput }),
  };
};
