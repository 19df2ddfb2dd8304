import type { BlockDeviceMapping, EbsBlockDevice, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, type Place } from '../../operation.js';
import type { ImageDisk, ImageRecord } from '../images/image-records.js';
import type { InstanceRecord } from '../records.js';
import { createVolume, type VolumeRequest } from '../storage/volume-life.js';

/** One disk that each launched instance gets. */
export type DiskPlan = {
  readonly device: string;
  readonly deleteOnTermination: boolean;
  readonly volume: Omit<VolumeRequest, 'zone'>;
};

const refuse = (message: string): never => {
  throw new AwsFailure('InvalidBlockDeviceMapping', message);
};

const asked = (ebs: EbsBlockDevice): Omit<VolumeRequest, 'zone'> => ({
  size: ebs.VolumeSize,
  type: ebs.VolumeType,
  iops: ebs.Iops,
  throughput: ebs.Throughput,
  snapshotId: ebs.SnapshotId,
  Encrypted: ebs.Encrypted,
  KmsKeyId: ebs.KmsKeyId,
});

/** A disk of the image, as the request changes it. */
const changed = (disk: ImageDisk, ebs: EbsBlockDevice | undefined, isRoot: boolean): DiskPlan => {
  if (isRoot && ebs?.SnapshotId !== undefined && ebs.SnapshotId !== disk.snapshotId)
    refuse('snapshotId cannot be modified on root device');
  const { size = disk.size, ...rest } = asked(ebs ?? {});
  if (size < disk.size)
    refuse(`Volume of size ${size}GB is smaller than snapshot '${disk.snapshotId}', expect size >= ${disk.size}GB`);
  return {
    device: disk.device,
    deleteOnTermination: ebs?.DeleteOnTermination ?? disk.deleteOnTermination,
    volume: { ...rest, size, type: rest.type ?? disk.type, snapshotId: rest.snapshotId ?? disk.snapshotId },
  };
};

/** A disk that the image does not have. */
const added = ({ DeviceName: device = '', Ebs: ebs }: BlockDeviceMapping): DiskPlan[] => {
  // An instance store needs no volume, and one that is taken away none either.
  if (ebs === undefined) return [];
  if (device === '') throw new AwsFailure('MissingParameter', 'The request must contain the parameter deviceName');
  return [{ device, deleteOnTermination: ebs.DeleteOnTermination ?? true, volume: asked(ebs) }];
};

/** The disks that each instance gets: those of the image, changed and completed by the request. */
export const diskPlans = (image: ImageRecord, request: RunInstancesRequest): readonly DiskPlan[] => {
  const mappings = request.BlockDeviceMappings ?? [];
  const names = mappings.map(({ DeviceName }) => DeviceName);
  if (new Set(names).size < names.length) refuse('Each device name can be mapped only once.');
  const ofImage = image.disks.flatMap((disk) => {
    const mapping = mappings.find(({ DeviceName }) => DeviceName === disk.device);
    return mapping?.NoDevice === undefined ? [changed(disk, mapping?.Ebs, disk.device === image.rootDevice)] : [];
  });
  const others = mappings.filter(({ DeviceName }) => !image.disks.some(({ device }) => device === DeviceName));
  return [...ofImage, ...others.flatMap(added)];
};

/** Makes the volumes of one instance; its devices. */
export const makeDisks = (place: Place, zone: string, plans: readonly DiskPlan[]): InstanceRecord['devices'] =>
  plans.map(({ device, deleteOnTermination, volume }) => ({
    name: device,
    volumeId: createVolume(place, { ...volume, zone }, true).id,
    attachedAt: place.world.clock.now(),
    deleteOnTermination,
  }));
