import type {
  BlockDeviceMapping,
  CreateImageRequest,
  CreateImageResult,
  DeregisterImageRequest,
  DeregisterImageResult,
  RegisterImageRequest,
  RegisterImageResult,
} from '@aws-sdk/client-ec2';
import { hexId } from '../../ids.js';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../../operation.js';
import { findInstance, findVolume } from '../compute-finders.js';
import { imagesIn, type ImageDisk, type ImageRecord } from './image-records.js';
import { findOwnImage } from './image-views.js';
import { onInstance } from '../instances/instance-needs.js';
import { stateOf } from '../instances/instance-states.js';
import { findSnapshot } from '../storage/snapshot-finders.js';
import { spendFailure } from '../storage/snapshot-faults.js';
import { checkSnapshotLimits } from '../storage/snapshot-limits.js';
import { beginSnapshot, refuseIncomplete } from '../storage/snapshot-states.js';
import { arnOf, dropTags, tagNew } from '../tags.js';

const register = (place: Place, image: Omit<ImageRecord, 'id' | 'ownerId' | 'createdAt' | 'isPublic'>): ImageRecord => {
  const taken = imagesIn(place)
    .all()
    .find(({ name }) => name === image.name);
  if (taken !== undefined)
    throw new AwsFailure('InvalidAMIName.Duplicate', `AMI name ${image.name} is already in use by AMI ${taken.id}`);
  if (!/^[\w ()[\]./'@-]{3,128}$/.test(image.name))
    throw new AwsFailure('InvalidAMIName.Malformed', 'AMI names must be between 3 and 128 characters long.');
  const id = hexId('ami');
  const createdAt = place.world.clock.now();
  return imagesIn(place).put(id, { ...image, id, ownerId: place.account, createdAt, isPublic: false });
};

/** A snapshot of each disk of an instance that goes into its image. */
const disksOf = (call: Call, instanceId: string, mappings: readonly BlockDeviceMapping[]): readonly ImageDisk[] =>
  findInstance(call, instanceId)
    .devices.filter(({ name }) => mappings.find((one) => one.DeviceName === name)?.NoDevice === undefined)
    .map(({ name, volumeId, deleteOnTermination }) => {
      const volume = findVolume(call, volumeId);
      checkSnapshotLimits(call, volume);
      const { size, type, encrypted, kmsKeyId } = volume;
      const key = kmsKeyId === undefined ? {} : { kmsKeyId };
      const description = `Created by CreateImage(${instanceId})`;
      const { id: snapshotId } = beginSnapshot(call, { volumeId, size, encrypted, ...key, description });
      return { device: name, snapshotId, size, type, encrypted, ...key, deleteOnTermination };
    });

const registeredDisk = (call: Call, { DeviceName = '', Ebs }: BlockDeviceMapping): ImageDisk[] => {
  if (Ebs?.SnapshotId === undefined) return [];
  const snapshot = findSnapshot(call, Ebs.SnapshotId);
  refuseIncomplete(call, snapshot);
  return [
    {
      device: DeviceName,
      snapshotId: snapshot.id,
      size: Ebs.VolumeSize ?? snapshot.size,
      type: Ebs.VolumeType ?? 'gp2',
      encrypted: snapshot.encrypted,
      ...(snapshot.kmsKeyId !== undefined && { kmsKeyId: snapshot.kmsKeyId }),
      deleteOnTermination: Ebs.DeleteOnTermination ?? true,
    },
  ];
};

/** CreateImage, RegisterImage, DeregisterImage. */
export const imageOperations: Operations = {
  CreateImage: operation<CreateImageRequest, CreateImageResult>(
    (call, { InstanceId = '', Name = '', Description = '', BlockDeviceMappings = [], TagSpecifications }) => {
      const instance = findInstance(call, InstanceId);
      if (!['running', 'stopping', 'stopped'].includes(stateOf(call, instance)))
        throw new AwsFailure('IncorrectState', `Instance '${instance.id}' is not running or stopped.`);
      const disks = disksOf(call, instance.id, BlockDeviceMappings);
      spendFailure(call);
      const { architecture, platform, rootDevice } = instance;
      const image = register(call, {
        name: Name,
        description: Description,
        architecture,
        platform,
        rootDevice,
        disks,
        sourceInstanceId: instance.id,
      });
      tagNew(call, image.id, 'image', TagSpecifications);
      for (const { snapshotId = '' } of disks) tagNew(call, snapshotId, 'snapshot', TagSpecifications);
      return { ImageId: image.id };
    },
    (call, input) =>
      onInstance(call, input).map((need) => ({
        ...need,
        resources: [...need.resources, arnOf(call, 'image', '*'), arnOf(call, 'snapshot', '*')],
      })),
  ),

  RegisterImage: operation<RegisterImageRequest, RegisterImageResult>(
    (call, { Name = '', Description = '', Architecture, RootDeviceName, BlockDeviceMappings = [], ...input }) => {
      const disks = BlockDeviceMappings.flatMap((one) => registeredDisk(call, one));
      const rootDevice = RootDeviceName ?? '/dev/sda1';
      if (!disks.some(({ device }) => device === rootDevice))
        throw new AwsFailure('InvalidBlockDeviceMapping', 'A snapshot of the root device is required.');
      const image = register(call, {
        name: Name,
        description: Description,
        architecture: Architecture === 'arm64' ? 'arm64' : 'x86_64',
        platform: 'linux',
        rootDevice,
        disks,
        ...(input.ImdsSupport === 'v2.0' && { imdsSupport: input.ImdsSupport }),
      });
      tagNew(call, image.id, 'image', input.TagSpecifications);
      return { ImageId: image.id };
    },
    (call) => [{ action: 'ec2:RegisterImage', resources: [arnOf(call, 'image', '*')] }],
  ),

  DeregisterImage: operation<DeregisterImageRequest, DeregisterImageResult>(
    (call, { ImageId = '' }) => {
      const { id } = findOwnImage(call, ImageId);
      imagesIn(call).delete(id);
      dropTags(call, id);
      return { Return: true };
    },
    (call, { ImageId = '' }) => [{ action: 'ec2:DeregisterImage', resources: [arnOf(call, 'image', ImageId)] }],
  ),
};
