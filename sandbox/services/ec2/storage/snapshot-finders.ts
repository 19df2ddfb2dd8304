import { AwsFailure, type Place } from '../../operation.js';
import { finder } from '../finders.js';
import { publicSnapshots } from '../images/public-images.js';
import { hidesPublicSnapshots } from './snapshot-public-access.js';
import { snapshotsIn, type SnapshotRecord } from './storage-records.js';

/** A snapshot that the account owns. */
export const findSnapshot = finder(snapshotsIn, {
  prefix: 'snap',
  malformed: 'InvalidSnapshotID.Malformed',
  missing: 'InvalidSnapshot.NotFound',
  what: 'snapshot',
});

/** Whether the account of `place` may make volumes of a snapshot that is at home in `home`. */
const isRestorable = (place: Place, home: Place, row: SnapshotRecord): boolean =>
  row.ownerId === place.account ||
  row.sharedWith.includes(place.account) ||
  (row.sharedWith.includes('all') && !hidesPublicSnapshots(home));

/** Every snapshot of the Region that the account may use: its own, those shared with it, and public ones. */
export const visibleSnapshots = (place: Place): readonly SnapshotRecord[] => [
  ...place.world
    .scopesOf('ec2.snapshots')
    .filter(({ region }) => region === place.region)
    .map((scope) => ({ world: place.world, ...scope }))
    .flatMap((home) =>
      snapshotsIn(home)
        .all()
        .filter((row) => isRestorable(place, home, row)),
    ),
  ...publicSnapshots(),
];

/** A snapshot that the account may use, whoever owns it; `InvalidSnapshot.NotFound` otherwise. */
export const findVisibleSnapshot = (place: Place, id: string): SnapshotRecord => {
  const own = snapshotsIn(place).get(id);
  if (own !== undefined) return own;
  const shared = visibleSnapshots(place).find((row) => row.id === id);
  return shared ?? findSnapshot(place, id);
};

/** Refuses accounts that are no account ids. */
export const checkedAccount = (id: string): string => {
  if (!/^\d{12}$/.test(id)) throw new AwsFailure('InvalidUserID.Malformed', `Invalid user id: "${id}"`);
  return id;
};
