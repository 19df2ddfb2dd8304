import type { World } from '../../world/world.js';
import type { Reaction } from '../../world/agenda.js';
import type { Operations } from '../operation.js';
import { attachVolumeOperations } from './storage/attach-volumes.js';
import { consoleOperations } from './instances/console.js';
import { copySnapshotOperations } from './storage/copy-snapshot.js';
import { createSnapshotOperations } from './storage/create-snapshots.js';
import { deleteSnapshotOperations } from './storage/delete-snapshot.js';
import { describeImageOperations } from './images/describe-images.js';
import { describeInstanceOperations } from './instances/describe-instances.js';
import { describeLaunchTemplateOperations } from './instances/describe-launch-templates.js';
import { describeSnapshotOperations } from './storage/describe-snapshots.js';
import { describeVolumeOperations } from './storage/describe-volumes.js';
import { ebsDefaultOperations } from './storage/ebs-defaults.js';
import { imageOperations } from './images/images.js';
import { instanceAttributeOperations } from './instances/instance-attributes.js';
import { instanceReactions } from './instances/instance-endings.js';
import { instanceTypeOperations } from './instances/instance-types.js';
import { keyPairOperations } from './instances/key-pairs.js';
import { launchTemplateOperations } from './instances/launch-templates.js';
import { lockSnapshotOperations } from './storage/lock-snapshots.js';
import { metadataOptionOperations } from './instances/metadata-options.js';
import { monitoringOperations } from './instances/monitoring.js';
import { powerOperations } from './instances/power-operations.js';
import { profileAssociationOperations } from './instances/profile-associations.js';
import { runInstancesOperations } from './instances/run-instances.js';
import { snapshotPublicAccessOperations } from './storage/snapshot-public-access.js';
import { snapshotSharingOperations } from './storage/snapshot-sharing.js';
import { volumeReactions } from './storage/volume-attachments.js';
import { volumeOperations } from './storage/volumes.js';

/** Everything of EC2 that is a machine, a disk, or what they are made from. */
export const computeFamilies: readonly Operations[] = [
  runInstancesOperations,
  describeInstanceOperations,
  powerOperations,
  instanceAttributeOperations,
  metadataOptionOperations,
  profileAssociationOperations,
  consoleOperations,
  monitoringOperations,
  instanceTypeOperations,
  launchTemplateOperations,
  describeLaunchTemplateOperations,
  keyPairOperations,
  imageOperations,
  describeImageOperations,
  volumeOperations,
  attachVolumeOperations,
  describeVolumeOperations,
  ebsDefaultOperations,
  createSnapshotOperations,
  copySnapshotOperations,
  describeSnapshotOperations,
  deleteSnapshotOperations,
  lockSnapshotOperations,
  snapshotSharingOperations,
  snapshotPublicAccessOperations,
];

/** What happens by itself to machines and disks. */
export const computeReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  ...instanceReactions(world),
  ...volumeReactions(world),
});
