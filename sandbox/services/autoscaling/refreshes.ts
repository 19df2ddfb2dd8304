import type { DesiredConfiguration, RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import type { Table } from '../../world/store.js';
import type { Place } from '../operation.js';

/** An instance refresh as the sandbox keeps it. Times are epoch milliseconds of the world's clock. */
export type RefreshRecord = {
  readonly id: string;
  readonly group: string;
  readonly status: 'Pending' | 'InProgress' | 'Successful' | 'Failed' | 'Cancelling' | 'Cancelled';
  readonly reason?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** What the instances were that it is to replace, in the group or on standby. */
  readonly old: readonly string[];
  readonly preferences: Required<
    Pick<RefreshPreferences, 'MinHealthyPercentage' | 'StandbyInstances' | 'ScaleInProtectedInstances'>
  > & { readonly InstanceWarmup: number };
  readonly desired?: DesiredConfiguration;
  /** Since when it waits for instances on standby or protected ones. */
  readonly waitingSince?: number;
};

export const refreshesIn = (place: Place): Table<RefreshRecord> =>
  place.world.table('autoscaling.instanceRefreshes', place);

/** The refresh of a group that is under way. */
export const activeRefresh = (place: Place, group: string): RefreshRecord | undefined =>
  refreshesIn(place)
    .all()
    .find((one) => one.group === group && ['Pending', 'InProgress', 'Cancelling'].includes(one.status));
