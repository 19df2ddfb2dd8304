import type { Place } from '../operation.js';
import { at } from './activities.js';
import { beginTermination } from './leaving.js';
import { membersIn, membersOf, runs, type GroupRecord, type MemberRecord } from './records.js';
import { activeRefresh, refreshesIn, type RefreshRecord } from './refreshes.js';

/** How long a refresh waits for instances on standby or protected ones, before it fails ("RefreshPreferences"). */
const PATIENCE = 3_600_000;

/** Whether a refresh of the group is under way. */
export const isRefreshing = (place: Place, group: GroupRecord): boolean =>
  activeRefresh(place, group.name) !== undefined;

/** Replaces the next instances, as many as may be missing at once. A suspended `InstanceRefresh` holds it. */
export const continueRefresh = (place: Place, group: GroupRecord): void => {
  const refresh = activeRefresh(place, group.name);
  if (refresh === undefined) return;
  if (refresh.status === 'Cancelling') return end(place, refresh, 'Cancelled', refresh.reason);
  if (!runs(group, 'InstanceRefresh')) return;
  const left = refresh.old.flatMap((id) => membersIn(place).get(id) ?? []).filter((one) => one.group === group.name);
  const { StandbyInstances, ScaleInProtectedInstances, MinHealthyPercentage = 90 } = refresh.preferences;
  const standby = left.filter(({ state }) => state === 'Standby' || state === 'EnteringStandby');
  const guarded = left.filter((one) => one.state === 'InService' && one.protected);
  const open = [
    ...left.filter((one) => one.state === 'InService' && (!one.protected || ScaleInProtectedInstances === 'Refresh')),
    ...(StandbyInstances === 'Terminate' ? standby.filter(({ state }) => state === 'Standby') : []),
  ];
  const waited = [
    ...(StandbyInstances === 'Wait' ? standby : []),
    ...(ScaleInProtectedInstances === 'Wait' ? guarded : []),
  ];
  const isBusy = left.some(({ state }) => state.startsWith('Terminating'));
  if (open.length === 0 && waited.length === 0 && !isBusy && isWarm(place, group, refresh))
    return end(place, refresh, 'Successful');
  if (open.length === 0 && waited.length > 0) return wait(place, refresh, waited);
  const started: RefreshRecord = { ...refresh, status: 'InProgress' };
  refreshesIn(place).put(refresh.id, started);
  // One at least is replaced at a time, or a refresh of a small group would never end.
  const needed = Math.min(Math.ceil((group.desired * MinHealthyPercentage) / 100), Math.max(0, group.desired - 1));
  let healthy = membersOf(place, group.name).filter(
    (one) => one.state === 'InService' && isReady(place, refresh, one),
  ).length;
  for (const member of open) {
    const counts = member.state === 'InService';
    if (counts && healthy <= needed) return;
    if (!runs(group, 'Terminate')) return;
    beginTermination(
      place,
      group,
      member,
      at(place, `an instance was taken out of service in response to an instance refresh`),
    );
    if (counts) healthy -= 1;
  }
};

const isReady = (place: Place, { old, preferences }: RefreshRecord, member: MemberRecord): boolean =>
  old.includes(member.id) || (member.inServiceAt ?? 0) + preferences.InstanceWarmup * 1000 <= place.world.clock.now();

const isWarm = (place: Place, group: GroupRecord, refresh: RefreshRecord): boolean => {
  const members = membersOf(place, group.name).filter(({ state }) => state === 'InService');
  return members.length >= group.desired && members.every((member) => isReady(place, refresh, member));
};

const wait = (place: Place, refresh: RefreshRecord, waited: readonly MemberRecord[]): void => {
  const now = place.world.clock.now();
  const { waitingSince = now } = refresh;
  const ids = waited.map(({ id }) => id).join(', ');
  if (now - waitingSince >= PATIENCE)
    return end(place, refresh, 'Failed', `Instances on standby or protected from scale in were not released: ${ids}`);
  const reason = `Waiting for instances on standby or protected from scale in: ${ids}`;
  refreshesIn(place).put(refresh.id, { ...refresh, status: 'InProgress', waitingSince, reason });
};

const end = (
  place: Place,
  refresh: RefreshRecord,
  status: 'Successful' | 'Failed' | 'Cancelled',
  reason?: string,
): void => {
  const { reason: _, ...rest } = refresh;
  refreshesIn(place).put(refresh.id, {
    ...rest,
    status,
    endedAt: place.world.clock.now(),
    ...(reason !== undefined && { reason }),
  });
};
