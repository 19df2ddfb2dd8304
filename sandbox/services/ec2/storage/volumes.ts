import type {
  CreateVolumeRequest,
  DeleteVolumeRequest,
  ModifyVolumeRequest,
  ModifyVolumeResult,
  Volume,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { oncePerToken } from '../client-tokens.js';
import { findVolume } from '../compute-finders.js';
import { volumesIn, type VolumeRecord } from './storage-records.js';
import { arnOf, tagNew } from '../tags.js';
import { timings } from '../timings.js';
import { attachmentsIn } from './volume-attachments.js';
import { createVolume, removeVolume } from './volume-life.js';
import { volumeSpec } from './volume-specs.js';
import { describeModification, describeVolume } from './volume-views.js';
import { zoneOf } from '../network/zone-choice.js';

// "Limitations for EBS volume modifications": how long a modified volume cannot be modified again.
const REST = 6 * 3_600_000;

const onVolume = (call: Call, { VolumeId = '' }: { readonly VolumeId?: string | undefined }) => [
  { action: `ec2:${call.operation}`, resources: [arnOf(call, 'volume', VolumeId)] },
];

const checkModifiable = (call: Call, volume: VolumeRecord, size: number): void => {
  if (size < volume.size)
    throw new AwsFailure('InvalidParameterValue', 'New size cannot be smaller than existing size');
  if (volume.modified !== undefined && call.world.clock.now() < volume.modified.at + REST)
    throw new AwsFailure(
      'VolumeModificationRateExceeded',
      `Volume ${volume.id} was modified lately: wait at least 6 hours between modifications per EBS volume.`,
    );
};

/** CreateVolume, DeleteVolume, ModifyVolume. */
export const volumeOperations: Operations = {
  CreateVolume: operation<CreateVolumeRequest, Volume>(
    (call, input) => {
      const [id = ''] = oncePerToken(call, input, () => {
        const { Size: size, VolumeType: type, Iops: iops, Throughput: throughput, SnapshotId: snapshotId } = input;
        const { Encrypted, KmsKeyId } = input;
        const zone = zoneOf(call, input);
        const made = createVolume(call, { zone, size, type, iops, throughput, snapshotId, Encrypted, KmsKeyId });
        tagNew(call, made.id, 'volume', input.TagSpecifications);
        return [made.id];
      });
      const { Attachments: _, ...shown } = describeVolume(call, findVolume(call, id));
      return shown;
    },
    (call, { SnapshotId }) => [
      {
        action: 'ec2:CreateVolume',
        resources: [
          arnOf(call, 'volume', '*'),
          ...(SnapshotId === undefined ? [] : [arnOf(call, 'snapshot', SnapshotId)]),
        ],
      },
    ],
  ),

  DeleteVolume: operation<DeleteVolumeRequest, object>((call, { VolumeId = '' }) => {
    const volume = findVolume(call, VolumeId);
    const attached = attachmentsIn(call).get(volume.id);
    if (attached !== undefined)
      throw new AwsFailure('VolumeInUse', `Volume ${volume.id} is currently attached to ${attached.instance.id}`);
    if (call.world.clock.now() < volume.availableAt)
      throw new AwsFailure('IncorrectState', `Volume ${volume.id} is in the 'creating' state.`);
    removeVolume(call, volume.id);
    return {};
  }, onVolume),

  ModifyVolume: operation<ModifyVolumeRequest, ModifyVolumeResult>((call, input) => {
    const before = findVolume(call, input.VolumeId ?? '');
    const { Size: size = before.size, VolumeType: type = before.type, Iops: iops, Throughput: throughput } = input;
    checkModifiable(call, before, size);
    const same = type === before.type;
    const spec = volumeSpec({
      size,
      type,
      iops: iops ?? (same && type !== 'gp2' ? before.iops : undefined),
      throughput: throughput ?? (same ? before.throughput : undefined),
    });
    const at = call.world.clock.now();
    const { iops: _i, throughput: _t, ...rest } = before;
    const modified = { at, until: at + timings.volumeModification, before };
    const volume = volumesIn(call).put(before.id, { ...rest, ...spec, modified });
    return { VolumeModification: { ...describeModification(call, volume), ModificationState: 'modifying' } };
  }, onVolume),
};
