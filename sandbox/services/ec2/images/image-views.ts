import type { Image } from '@aws-sdk/client-ec2';
import { AwsFailure, type Place } from '../../operation.js';
import { finder } from '../finders.js';
import { imagesIn, type ImageRecord } from './image-records.js';
import { amazonOwners, publicImages } from './public-images.js';
import { snapshotState } from '../storage/snapshot-states.js';
import { snapshotsIn } from '../storage/storage-records.js';
import { tagList } from '../tags.js';

/** An image that the account owns. */
export const findOwnImage = finder(imagesIn, {
  prefix: 'ami',
  malformed: 'InvalidAMIID.Malformed',
  missing: 'InvalidAMIID.NotFound',
  what: 'image id',
});

/** An image that the account may launch from: `InvalidAMIID.Malformed`, `InvalidAMIID.NotFound`. */
export const findImage = (place: Place, id: string): ImageRecord =>
  publicImages.find((one) => one.id === id) ?? findOwnImage(place, id);

/** `pending` until every snapshot behind it is complete; `failed` when one failed. */
const imageState = (place: Place, { disks }: ImageRecord): 'pending' | 'available' | 'failed' => {
  const states = disks.flatMap(({ snapshotId }) => {
    const row = snapshotId === undefined ? undefined : snapshotsIn(place).get(snapshotId);
    return row === undefined ? [] : [snapshotState(place, row)];
  });
  if (states.includes('error')) return 'failed';
  return states.includes('pending') ? 'pending' : 'available';
};

/** Refuses an image that cannot be launched from yet. */
export const refuseUnavailable = (place: Place, image: ImageRecord): void => {
  if (imageState(place, image) !== 'available')
    throw new AwsFailure('InvalidAMIID.Unavailable', `The image ID '${image.id}' is not available`);
};

/** An image as DescribeImages shows it. */
export const describeImage = (place: Place, image: ImageRecord): Image => {
  const windows = image.platform === 'windows';
  return {
    ImageId: image.id,
    ImageLocation: `${amazonOwners.includes(image.ownerId) ? 'amazon' : image.ownerId}/${image.name}`,
    OwnerId: image.ownerId,
    ...(amazonOwners.includes(image.ownerId) && { ImageOwnerAlias: 'amazon' }),
    Name: image.name,
    Description: image.description,
    Public: image.isPublic,
    State: imageState(place, image),
    Architecture: image.architecture,
    ImageType: 'machine',
    ...(windows && { Platform: 'windows' as never }),
    PlatformDetails: windows ? 'Windows' : 'Linux/UNIX',
    UsageOperation: windows ? 'RunInstances:0002' : 'RunInstances',
    CreationDate: new Date(image.createdAt).toISOString(),
    RootDeviceName: image.rootDevice,
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EnaSupport: true,
    SriovNetSupport: 'simple',
    BootMode: 'uefi-preferred',
    ...(image.imdsSupport && { ImdsSupport: image.imdsSupport }),
    ...(image.sourceInstanceId !== undefined && { SourceInstanceId: image.sourceInstanceId }),
    BlockDeviceMappings: image.disks.map((disk) => ({
      DeviceName: disk.device,
      Ebs: {
        ...(disk.snapshotId !== undefined && { SnapshotId: disk.snapshotId }),
        VolumeSize: disk.size,
        VolumeType: disk.type,
        DeleteOnTermination: disk.deleteOnTermination,
        Encrypted: disk.encrypted,
      },
    })),
    Tags: tagList(place, image.id),
  };
};
