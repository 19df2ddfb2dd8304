import type {
  CreateSnapshotRequest,
  CreateSnapshotsRequest,
  CreateSnapshotsResult,
  Snapshot,
  Tag,
  TagSpecification,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { findInstance, findVolume } from '../compute-finders.js';
import type { InstanceRecord } from '../records.js';
import { spendFailure } from './snapshot-faults.js';
import { checkSnapshotLimits } from './snapshot-limits.js';
import { beginSnapshot, describeSnapshot } from './snapshot-states.js';
import type { SnapshotRecord, VolumeRecord } from './storage-records.js';
import { arnOf, tagNew, tagsOf } from '../tags.js';

const newSnapshot = (call: Call): string => arnOf(call, 'snapshot', '*');

const snapshotOf = (call: Call, volume: VolumeRecord, description = ''): SnapshotRecord =>
  beginSnapshot(call, {
    volumeId: volume.id,
    size: volume.size,
    encrypted: volume.encrypted,
    ...(volume.kmsKeyId !== undefined && { kmsKeyId: volume.kmsKeyId }),
    description,
  });

/** The volumes of an instance that a set of snapshots is to be made of. */
const chosenVolumes = (
  call: Call,
  { id, devices, rootDevice }: InstanceRecord,
  { ExcludeBootVolume, ExcludeDataVolumeIds = [] }: NonNullable<CreateSnapshotsRequest['InstanceSpecification']>,
): readonly VolumeRecord[] => {
  for (const volumeId of ExcludeDataVolumeIds) {
    const device = devices.find((one) => one.volumeId === volumeId);
    if (device === undefined || device.name === rootDevice)
      throw new AwsFailure('InvalidParameterValue', `${volumeId} is not a data volume of instance ${id}.`);
  }
  const chosen = devices
    .filter(({ name }) => !(ExcludeBootVolume === true && name === rootDevice))
    .filter(({ volumeId }) => !ExcludeDataVolumeIds.includes(volumeId));
  if (chosen.length === 0)
    throw new AwsFailure('InvalidParameterCombination', `Instance ${id} has no volumes left to make snapshots of.`);
  return chosen.map(({ volumeId }) => findVolume(call, volumeId));
};

/** The tags that a set's snapshot gets: its volume's where asked for, under those of the request. */
const tagsFor = (call: Call, volumeId: string, input: CreateSnapshotsRequest): TagSpecification[] => {
  const copied: Tag[] =
    input.CopyTagsFromSource === 'volume'
      ? Object.entries(tagsOf(call, volumeId)).flatMap(([Key, Value]) => (/^aws:/i.test(Key) ? [] : [{ Key, Value }]))
      : [];
  const own = (input.TagSpecifications ?? []).filter((one) => one.ResourceType === 'snapshot');
  return [{ ResourceType: 'snapshot', Tags: [...copied, ...own.flatMap((one) => one.Tags ?? [])] }];
};

/** CreateSnapshot, CreateSnapshots. */
export const createSnapshotOperations: Operations = {
  CreateSnapshot: operation<CreateSnapshotRequest, Snapshot>(
    (call, { VolumeId = '', Description, TagSpecifications }) => {
      const volume = findVolume(call, VolumeId);
      checkSnapshotLimits(call, volume);
      const row = snapshotOf(call, volume, Description);
      spendFailure(call);
      tagNew(call, row.id, 'snapshot', TagSpecifications);
      return { ...describeSnapshot(call, row), Progress: '' };
    },
    (call, { VolumeId = '' }) => [
      { action: 'ec2:CreateSnapshot', resources: [arnOf(call, 'volume', VolumeId), newSnapshot(call)] },
    ],
  ),

  CreateSnapshots: operation<CreateSnapshotsRequest, CreateSnapshotsResult>(
    (call, input) => {
      const instance = findInstance(call, input.InstanceSpecification?.InstanceId ?? '');
      const volumes = chosenVolumes(call, instance, input.InstanceSpecification ?? { InstanceId: undefined });
      // All or none: what the set is for is one point in time.
      for (const volume of volumes) checkSnapshotLimits(call, volume);
      const rows = volumes.map((volume) => snapshotOf(call, volume, input.Description));
      spendFailure(call);
      for (const row of rows) tagNew(call, row.id, 'snapshot', tagsFor(call, row.volumeId, input));
      return {
        Snapshots: rows.map((row) => {
          const { SnapshotId, VolumeId, VolumeSize, OwnerId, Description, StartTime, State, Encrypted, Tags } =
            describeSnapshot(call, row);
          return {
            SnapshotId,
            VolumeId,
            VolumeSize,
            OwnerId,
            Description,
            StartTime,
            State,
            Encrypted,
            Tags,
            Progress: '',
          };
        }),
      };
    },
    (call, { InstanceSpecification }) => {
      const id = InstanceSpecification?.InstanceId ?? '';
      const { devices } = findInstance(call, id);
      const volumes = devices.map(({ volumeId }) => arnOf(call, 'volume', volumeId));
      return [
        { action: 'ec2:CreateSnapshots', resources: [arnOf(call, 'instance', id), ...volumes, newSnapshot(call)] },
      ];
    },
  ),
};
