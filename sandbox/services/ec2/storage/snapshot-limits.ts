import { AwsFailure, type Place } from '../../operation.js';
import { snapshotState } from './snapshot-states.js';
import { snapshotsIn, type VolumeRecord } from './storage-records.js';
import { timings } from '../timings.js';

/** Unfinished snapshots that one volume may have; failed ones count until deleted ("Amazon EBS quotas"; AWS re:Post). */
const atOnce = ({ type }: VolumeRecord): number => (type === 'st1' || type === 'sc1' ? 1 : 5);

/** Copies that may be on their way to one Region ("Amazon EBS quotas"). */
const COPIES_AT_ONCE = 20;

/** Refuses a snapshot that AWS would: of a volume still being created, too many at once, too soon after another. */
export const checkSnapshotLimits = (place: Place, volume: VolumeRecord): void => {
  const now = place.world.clock.now();
  if (now < volume.availableAt)
    throw new AwsFailure('IncorrectState', `Volume '${volume.id}' is in the 'creating' state.`);
  const others = snapshotsIn(place)
    .all()
    .filter((one) => one.volumeId === volume.id);
  if (others.filter((one) => snapshotState(place, one) !== 'completed').length >= atOnce(volume))
    throw new AwsFailure(
      'ConcurrentSnapshotLimitExceeded',
      `Maximum allowed in-progress snapshots for a single volume exceeded: ${volume.id}.`,
    );
  if (others.some((one) => now - one.startedAt < timings.snapshotSpacing))
    throw new AwsFailure(
      'SnapshotCreationPerVolumeRateExceeded',
      `Snapshots of volume ${volume.id} are requested too fast: wait longer between requests.`,
    );
};

/** Refuses one copy more than a Region takes at a time. */
export const checkCopyLimit = (place: Place): void => {
  const running = snapshotsIn(place)
    .all()
    .filter((one) => one.copy && snapshotState(place, one) === 'pending');
  if (running.length >= COPIES_AT_ONCE)
    throw new AwsFailure(
      'ResourceLimitExceeded',
      `Too many snapshot copies in progress. The limit is ${COPIES_AT_ONCE} for this destination region.`,
    );
};
