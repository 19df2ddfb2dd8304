import type { DescribeImagesRequest, DescribeImagesResult, Image } from '@aws-sdk/client-ec2';
import { operation, type Operations } from '../../operation.js';
import { page } from '../../paging.js';
import { filtered, type Readers } from '../filters.js';
import { imagesIn } from './image-records.js';
import { describeImage, findImage } from './image-views.js';
import { nextOf } from '../listing.js';
import { amazonOwners, publicImages } from './public-images.js';
import { tagsOf } from '../tags.js';

const readers: Readers<Image> = {
  architecture: (one) => one.Architecture,
  'block-device-mapping.device-name': (one) => one.BlockDeviceMappings?.map((each) => each.DeviceName ?? ''),
  'block-device-mapping.snapshot-id': (one) => one.BlockDeviceMappings?.map((each) => each.Ebs?.SnapshotId ?? ''),
  'block-device-mapping.volume-type': (one) => one.BlockDeviceMappings?.map((each) => each.Ebs?.VolumeType ?? ''),
  'creation-date': (one) => one.CreationDate,
  description: (one) => one.Description,
  'ena-support': (one) => one.EnaSupport,
  hypervisor: (one) => one.Hypervisor,
  'image-id': (one) => one.ImageId,
  'image-type': (one) => one.ImageType,
  'is-public': (one) => one.Public,
  name: (one) => one.Name,
  'owner-alias': (one) => one.ImageOwnerAlias,
  'owner-id': (one) => one.OwnerId,
  platform: (one) => one.Platform,
  'root-device-name': (one) => one.RootDeviceName,
  'root-device-type': (one) => one.RootDeviceType,
  'source-instance-id': (one) => one.SourceInstanceId,
  state: (one) => one.State,
  'virtualization-type': (one) => one.VirtualizationType,
};

/** DescribeImages: the account's own and the public ones. */
export const describeImageOperations: Operations = {
  DescribeImages: operation<DescribeImagesRequest, DescribeImagesResult>(
    (call, { ImageIds = [], Owners = [], ExecutableUsers = [], Filters, MaxResults, NextToken }) => {
      const rows =
        ImageIds.length > 0 ? ImageIds.map((id) => findImage(call, id)) : [...publicImages, ...imagesIn(call).all()];
      const owned = rows.filter(
        ({ ownerId }) =>
          Owners.length === 0 ||
          Owners.includes(ownerId) ||
          (Owners.includes('self') && ownerId === call.account) ||
          (Owners.includes('amazon') && amazonOwners.includes(ownerId)),
      );
      const executable = owned.filter(({ isPublic }) =>
        ExecutableUsers.length === 0 ? true : ExecutableUsers.includes('all') && isPublic,
      );
      const views = executable.map((image) => describeImage(call, image));
      const found = filtered(views, Filters, readers, (one) => tagsOf(call, one.ImageId ?? ''));
      const cut = page(found, { max: MaxResults, token: NextToken });
      return { Images: [...cut.items], ...nextOf(cut) };
    },
  ),
};
