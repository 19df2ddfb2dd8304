import type {
  DescribeVolumesModificationsRequest,
  DescribeVolumesModificationsResult,
  DescribeVolumesRequest,
  DescribeVolumesResult,
  DescribeVolumeStatusRequest,
  DescribeVolumeStatusResult,
  Volume,
} from '@aws-sdk/client-ec2';
import { operation, type Operations } from '../../operation.js';
import { page } from '../../paging.js';
import { findVolume } from '../compute-finders.js';
import { filtered, type Readers } from '../filters.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { lenientPageSize } from '../page-size.js';
import { volumesIn, type VolumeRecord } from './storage-records.js';
import { tagsOf } from '../tags.js';
import { attachmentsIn } from './volume-attachments.js';
import { describeModification, describeVolume, describeVolumeStatus } from './volume-views.js';

const readers: Readers<Volume> = {
  'attachment.attach-time': (one) => one.Attachments?.map((each) => each.AttachTime?.toISOString() ?? ''),
  'attachment.delete-on-termination': (one) => one.Attachments?.map((each) => String(each.DeleteOnTermination)),
  'attachment.device': (one) => one.Attachments?.map((each) => each.Device ?? ''),
  'attachment.instance-id': (one) => one.Attachments?.map((each) => each.InstanceId ?? ''),
  'attachment.status': (one) => one.Attachments?.map((each) => each.State ?? ''),
  'availability-zone': (one) => one.AvailabilityZone,
  'create-time': (one) => one.CreateTime?.toISOString(),
  encrypted: (one) => one.Encrypted,
  'multi-attach-enabled': (one) => one.MultiAttachEnabled,
  'operator.managed': (one) => one.Operator?.Managed,
  size: (one) => one.Size,
  'snapshot-id': (one) => one.SnapshotId,
  status: (one) => one.State,
  'volume-id': (one) => one.VolumeId,
  'volume-type': (one) => one.VolumeType,
};

const statusReaders: Readers<VolumeRecord> = {
  'availability-zone': (one) => one.zone,
  'volume-status.status': () => 'ok',
};

/** DescribeVolumes, DescribeVolumeStatus, DescribeVolumesModifications. */
export const describeVolumeOperations: Operations = {
  DescribeVolumes: operation<DescribeVolumesRequest, DescribeVolumesResult>(
    (call, { VolumeIds = [], Filters, MaxResults, NextToken }) => {
      refusePagedIds(VolumeIds, MaxResults, 'volumeSet');
      const rows =
        VolumeIds.length > 0 ? [...new Set(VolumeIds)].map((id) => findVolume(call, id)) : volumesIn(call).all();
      const attachments = attachmentsIn(call);
      const views = rows.map((row) => describeVolume(call, row, attachments.get(row.id)));
      const found = filtered(views, Filters, readers, (one) => tagsOf(call, one.VolumeId ?? ''));
      const cut = page(found, { max: lenientPageSize(MaxResults), token: NextToken });
      return { Volumes: [...cut.items], ...nextOf(cut) };
    },
  ),

  DescribeVolumeStatus: operation<DescribeVolumeStatusRequest, DescribeVolumeStatusResult>(
    (call, { VolumeIds, Filters, MaxResults, NextToken }) => {
      refusePagedIds(VolumeIds, MaxResults, 'volumeSet');
      const cut = listing(
        call,
        { rows: volumesIn(call), find: findVolume, readers: statusReaders },
        { ids: VolumeIds, filters: Filters, max: lenientPageSize(MaxResults), token: NextToken },
      );
      return { VolumeStatuses: cut.items.map(describeVolumeStatus), ...nextOf(cut) };
    },
  ),

  DescribeVolumesModifications: operation<DescribeVolumesModificationsRequest, DescribeVolumesModificationsResult>(
    (call, { VolumeIds = [], Filters, MaxResults, NextToken }) => {
      const rows = VolumeIds.length > 0 ? VolumeIds.map((id) => findVolume(call, id)) : volumesIn(call).all();
      const all = rows.flatMap((row) => describeModification(call, row) ?? []);
      const found = filtered(all, Filters, {
        'modification-state': (one) => one.ModificationState,
        'volume-id': (one) => one.VolumeId,
      });
      const cut = page(found, { max: MaxResults, token: NextToken });
      return { VolumesModifications: [...cut.items], ...nextOf(cut) };
    },
  ),
};
