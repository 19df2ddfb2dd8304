import type { Place } from '../operation.js';
import { at } from './activities.js';
import { beginLaunch } from './arriving.js';
import { beginTermination } from './leaving.js';
import { groupsIn, membersOf, runs, type GroupRecord, type MemberRecord } from './records.js';
import { isCounted } from './transitions.js';

/** Launches what is missing and terminates what is too many, unless that is suspended. */
export const keepSize = (place: Place, group: GroupRecord): void => {
  const members = membersOf(place, group.name);
  const counted = members.filter(isCounted).length;
  const now = place.world.clock.now();
  if (counted < group.desired && runs(group, 'Launch') && now >= (group.retryAt ?? 0)) {
    for (let have = counted; have < group.desired; have += 1)
      beginLaunch(
        place,
        group,
        cause(
          place,
          group,
          `an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${have} to ${have + 1}`,
        ),
      );
  }
  const inService = members.filter(({ state }) => state === 'InService');
  if (inService.length > group.desired && runs(group, 'Terminate'))
    shrink(place, group, inService, inService.length - group.desired);
  if (group.wish !== undefined && counted === group.desired) forgetWish(place, group);
};

const forgetWish = (place: Place, group: GroupRecord): void => {
  const { wish: _, ...rest } = group;
  groupsIn(place).put(group.name, rest);
};

const shrink = (place: Place, group: GroupRecord, inService: readonly MemberRecord[], many: number): void => {
  let left = inService;
  for (let gone = 0; gone < many; gone += 1) {
    const victim = victimOf(group, left);
    if (victim === undefined) return;
    const from = left.length;
    left = left.filter(({ id }) => id !== victim.id);
    const selected = `instance ${victim.id} was selected for termination`;
    const why = `an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from ${from} to ${from - 1}`;
    beginTermination(place, group, victim, `${cause(place, group, why)}  ${at(place, selected)}`);
  }
};

/** The default termination policy: the fullest zone, in it what was launched from the oldest source, then the oldest. */
const victimOf = (group: GroupRecord, members: readonly MemberRecord[]): MemberRecord | undefined => {
  const open = members.filter((one) => !one.protected);
  const crowd = ({ zone }: MemberRecord): number => members.filter((one) => one.zone === zone).length;
  const isCurrent = ({ source }: MemberRecord): boolean => JSON.stringify(source) === JSON.stringify(group.source);
  const newestFirst = group.terminationPolicies[0] === 'NewestInstance';
  return [...open].sort(
    (a, b) =>
      crowd(b) - crowd(a) ||
      (newestFirst ? (b.inServiceAt ?? 0) - (a.inServiceAt ?? 0) : 0) ||
      Number(isCurrent(a)) - Number(isCurrent(b)) ||
      (a.inServiceAt ?? 0) - (b.inServiceAt ?? 0),
  )[0];
};

const cause = (place: Place, { wish }: GroupRecord, text: string): string =>
  wish === undefined ? at(place, text) : `${wish}  ${at(place, text)}`;

/**
 * Launches one instance in the emptiest zone when zones differ by two or more; `keepSize` then takes one from the
 * fullest. Between zones of one group only, and only when nothing else is moving.
 */
export const balanceZones = (place: Place, group: GroupRecord): void => {
  const members = membersOf(place, group.name).filter(isCounted);
  if (!runs(group, 'AZRebalance') || !runs(group, 'Launch') || place.world.clock.now() < (group.retryAt ?? 0)) return;
  if (members.length !== group.desired || members.some(({ state }) => state !== 'InService')) return;
  const crowds = group.zones.map((zone) => members.filter((one) => one.zone === zone).length);
  if (Math.max(...crowds) - Math.min(...crowds) < 2) return;
  beginLaunch(
    place,
    group,
    at(
      place,
      `an instance was launched to aid in balancing the group's zones, increasing the capacity from ${members.length} to ${members.length + 1}`,
    ),
  );
};
