import type { DeleteSnapshotRequest } from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { imagesIn } from '../images/image-records.js';
import { findSnapshot } from './snapshot-finders.js';
import { isLocked } from './snapshot-locks.js';
import { snapshotsIn } from './storage-records.js';
import { arnOf, dropTags } from '../tags.js';

/** DeleteSnapshot. */
export const deleteSnapshotOperations: Operations = {
  DeleteSnapshot: operation<DeleteSnapshotRequest, object>(
    (call, { SnapshotId = '' }) => {
      const row = findSnapshot(call, SnapshotId);
      if (isLocked(call, row))
        throw new AwsFailure('OperationNotPermitted', `Snapshot ${row.id} is locked and cannot be deleted.`);
      const image = imagesIn(call)
        .all()
        .find(({ disks }) => disks.some((disk) => disk.snapshotId === row.id));
      if (image !== undefined)
        throw new AwsFailure('InvalidSnapshot.InUse', `The snapshot ${row.id} is currently in use by ${image.id}`);
      snapshotsIn(call).delete(row.id);
      dropTags(call, row.id);
      return {};
    },
    (call, { SnapshotId = '' }) => [{ action: 'ec2:DeleteSnapshot', resources: [arnOf(call, 'snapshot', SnapshotId)] }],
  ),
};
