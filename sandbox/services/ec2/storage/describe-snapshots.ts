import type { DescribeSnapshotsRequest, DescribeSnapshotsResult, Snapshot } from '@aws-sdk/client-ec2';
import { operation, type Operations, type Place } from '../../operation.js';
import { page } from '../../paging.js';
import { filtered, type Readers } from '../filters.js';
import { nextOf, refusePagedIds } from '../listing.js';
import { lenientPageSize } from '../page-size.js';
import { amazonOwners } from '../images/public-images.js';
import { findVisibleSnapshot, visibleSnapshots } from './snapshot-finders.js';
import { describeSnapshot } from './snapshot-states.js';
import type { SnapshotRecord } from './storage-records.js';
import { tagsOf } from '../tags.js';

const readers: Readers<Snapshot> = {
  'completion-time': (one) => one.CompletionTime?.toISOString(),
  description: (one) => one.Description,
  encrypted: (one) => one.Encrypted,
  'owner-alias': (one) => one.OwnerAlias,
  'owner-id': (one) => one.OwnerId,
  progress: (one) => one.Progress,
  'snapshot-id': (one) => one.SnapshotId,
  'start-time': (one) => one.StartTime?.toISOString(),
  status: (one) => one.State,
  'storage-tier': (one) => one.StorageTier,
  'transfer-type': (one) => one.TransferType,
  'volume-id': (one) => one.VolumeId,
  'volume-size': (one) => one.VolumeSize,
};

const isOwnedBy =
  (place: Place, owners: readonly string[]) =>
  ({ ownerId }: SnapshotRecord): boolean =>
    owners.length === 0 ||
    owners.includes(ownerId) ||
    (owners.includes('self') && ownerId === place.account) ||
    (owners.includes('amazon') && amazonOwners.includes(ownerId));

/** `self`: owned or shared explicitly. An account: what of the caller's own is shared with it. `all`: public. */
const isRestorableByUsers =
  (place: Place, users: readonly string[]) =>
  ({ ownerId, sharedWith }: SnapshotRecord): boolean =>
    users.length === 0 ||
    users.some((user) => {
      if (user === 'all') return sharedWith.includes('all');
      const account = user === 'self' ? place.account : user;
      return ownerId === account || sharedWith.includes(account);
    });

/** DescribeSnapshots. */
export const describeSnapshotOperations: Operations = {
  DescribeSnapshots: operation<DescribeSnapshotsRequest, DescribeSnapshotsResult>(
    (call, { SnapshotIds = [], OwnerIds = [], RestorableByUserIds = [], Filters, MaxResults, NextToken }) => {
      refusePagedIds(SnapshotIds, MaxResults, 'snapshotSet');
      const rows =
        SnapshotIds.length > 0
          ? [...new Set(SnapshotIds)].map((id) => findVisibleSnapshot(call, id))
          : visibleSnapshots(call);
      const views = rows
        .filter(isOwnedBy(call, OwnerIds))
        .filter(isRestorableByUsers(call, RestorableByUserIds))
        .map((row) => ({
          ...describeSnapshot(call, row),
          ...(amazonOwners.includes(row.ownerId) && { OwnerAlias: 'amazon' }),
        }));
      const found = filtered(views, Filters, readers, (one) => tagsOf(call, one.SnapshotId ?? ''));
      const cut = page(found, { max: lenientPageSize(MaxResults), token: NextToken });
      return { Snapshots: [...cut.items], ...nextOf(cut) };
    },
  ),
};
