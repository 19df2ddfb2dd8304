import type { AttachVolumeRequest, DetachVolumeRequest, VolumeAttachment } from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { findInstance, findVolume } from '../compute-finders.js';
import { stateAt, type InstanceRecord } from '../records.js';
import type { VolumeRecord } from './storage-records.js';
import { arnOf } from '../tags.js';
import { attachmentsIn, describeAttachment, putDevice, releaseDevice, type Attached } from './volume-attachments.js';

const checkAttachable = (place: Place, volume: VolumeRecord, instance: InstanceRecord, device: string): void => {
  const now = place.world.clock.now();
  if (attachmentsIn(place).has(volume.id))
    throw new AwsFailure('VolumeInUse', `${volume.id} is already attached to an instance`);
  if (now < volume.availableAt || volume.failed)
    throw new AwsFailure('IncorrectState', `${volume.id} is not 'available'.`);
  if (!['running', 'stopping', 'stopped'].includes(stateAt(instance, now)))
    throw new AwsFailure('IncorrectState', `Instance '${instance.id}' is not 'running'.`);
  if (volume.zone !== instance.zone)
    throw new AwsFailure(
      'InvalidVolume.ZoneMismatch',
      `The volume '${volume.id}' is not in the same availability zone as instance '${instance.id}'`,
    );
  if (!/^(?:\/dev\/)?(?:sd|xvd)[a-z]{1,2}\d{0,2}$/.test(device))
    throw new AwsFailure('InvalidParameterValue', `Value (${device}) for parameter device is invalid.`);
  if (instance.devices.some((one) => one.name === device))
    throw new AwsFailure(
      'InvalidParameterValue',
      `Invalid value '${device}' for unixDevice. Attachment point ${device} is already in use`,
    );
};

const attachedAs = (place: Place, volume: VolumeRecord, asked: DetachVolumeRequest): Attached => {
  const attached = attachmentsIn(place).get(volume.id);
  if (attached === undefined)
    throw new AwsFailure('IncorrectState', `Volume '${volume.id}' is in the 'available' state.`);
  const { instance, device } = attached;
  if (asked.InstanceId !== undefined) findInstance(place, asked.InstanceId);
  if ((asked.InstanceId ?? instance.id) !== instance.id || (asked.Device ?? device.name) !== device.name)
    throw new AwsFailure(
      'InvalidAttachment.NotFound',
      `The volume '${volume.id}' is not attached to instance '${asked.InstanceId ?? instance.id}' as device '${asked.Device ?? device.name}'.`,
    );
  if (device.leavingAt !== undefined)
    throw new AwsFailure('IncorrectState', `Volume '${volume.id}' is in the 'detaching' state.`);
  if (device.name === instance.rootDevice && stateAt(instance, place.world.clock.now()) !== 'stopped')
    throw new AwsFailure(
      'OperationNotPermitted',
      `Unable to detach root volume '${volume.id}' from instance '${instance.id}'`,
    );
  return attached;
};

/** AttachVolume, DetachVolume. */
export const attachVolumeOperations: Operations = {
  AttachVolume: operation<AttachVolumeRequest, VolumeAttachment>(
    (call, { VolumeId = '', InstanceId = '', Device = '' }) => {
      const volume = findVolume(call, VolumeId);
      const instance = findInstance(call, InstanceId);
      checkAttachable(call, volume, instance, Device);
      const attached = putDevice(call, instance.id, {
        name: Device,
        volumeId: volume.id,
        deleteOnTermination: false,
      });
      return describeAttachment(call, attached);
    },
    (call, { VolumeId = '', InstanceId = '' }) => [
      {
        action: 'ec2:AttachVolume',
        resources: [arnOf(call, 'volume', VolumeId), arnOf(call, 'instance', InstanceId)],
      },
    ],
  ),

  DetachVolume: operation<DetachVolumeRequest, VolumeAttachment>(
    (call, input) => {
      const volume = findVolume(call, input.VolumeId ?? '');
      const { instance } = attachedAs(call, volume, input);
      return describeAttachment(call, releaseDevice(call, instance.id, volume.id));
    },
    (call, { VolumeId = '', InstanceId }) => {
      const instanceId = InstanceId ?? attachmentsIn(call).get(VolumeId)?.instance.id;
      return [
        {
          action: 'ec2:DetachVolume',
          resources: [
            arnOf(call, 'volume', VolumeId),
            ...(instanceId === undefined ? [] : [arnOf(call, 'instance', instanceId)]),
          ],
        },
      ];
    },
  ),
};
