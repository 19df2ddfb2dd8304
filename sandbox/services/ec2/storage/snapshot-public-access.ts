import type {
  DisableSnapshotBlockPublicAccessResult,
  EnableSnapshotBlockPublicAccessRequest,
  EnableSnapshotBlockPublicAccessResult,
  GetSnapshotBlockPublicAccessStateResult,
  SnapshotBlockPublicAccessState,
} from '@aws-sdk/client-ec2';
import { operation, type Operations, type Place } from '../../operation.js';
import type { Table } from '../../../world/store.js';

type Setting = { readonly state: SnapshotBlockPublicAccessState };

const ROW = 'state';

const settings = (place: Place): Table<Setting> => place.world.table('ec2.snapshotPublicAccess', place);

const stateOf = (place: Place): SnapshotBlockPublicAccessState => settings(place).get(ROW)?.state ?? 'unblocked';

/** Whether no snapshot of the account can be made public in this Region. */
export const blocksPublicSnapshots = (place: Place): boolean => stateOf(place) !== 'unblocked';

/** Whether snapshots that were made public are hidden from other accounts. */
export const hidesPublicSnapshots = (place: Place): boolean => stateOf(place) === 'block-all-sharing';

const set = (place: Place, state: SnapshotBlockPublicAccessState) => ({
  State: settings(place).put(ROW, { state }).state,
});

/** Enable-, Disable- and GetSnapshotBlockPublicAccess(State). */
export const snapshotPublicAccessOperations: Operations = {
  EnableSnapshotBlockPublicAccess: operation<
    EnableSnapshotBlockPublicAccessRequest,
    EnableSnapshotBlockPublicAccessResult
  >((call, { State = 'block-all-sharing' }) => set(call, State)),
  DisableSnapshotBlockPublicAccess: operation<object, DisableSnapshotBlockPublicAccessResult>((call) =>
    set(call, 'unblocked'),
  ),
  GetSnapshotBlockPublicAccessState: operation<object, GetSnapshotBlockPublicAccessStateResult>((call) => ({
    State: stateOf(call),
  })),
};
