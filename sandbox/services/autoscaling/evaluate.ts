import type { Reaction } from '../../world/agenda.js';
import { lookAgain } from '../../world/watch.js';
import type { World } from '../../world/world.js';
import { instancesIn } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { continueArrival } from './arriving.js';
import { EVALUATION, evaluateAt, groupWatch, WATCH, type EvaluationDetail } from './evaluation.js';
import { forgetGroup } from './group-life.js';
import { checkHealth, isInGrace } from './health.js';
import { beginTermination, continueDetachment, continueTermination } from './leaving.js';
import { groupsIn, membersIn, membersOf, type GroupRecord, type MemberRecord } from './records.js';
import { continueRefresh, isRefreshing } from './refreshing.js';
import { balanceZones, keepSize } from './size.js';
import { continueStandby } from './standby.js';
import { drainsUntil } from './traffic.js';
import { isMoving } from './transitions.js';
import { endTimedOut } from './waits.js';

/** Auto Scaling's own doings: it looks at every group every 15 seconds, and whenever something is due. */
export const evaluations = (world: World): Readonly<Record<string, Reaction>> => ({
  [EVALUATION]: (detail) => {
    const { account, region, group } = detail as EvaluationDetail;
    evaluate({ world, account, region }, group);
  },
  [WATCH]: (detail) => {
    const { account, region, group: name } = detail as EvaluationDetail;
    const place = { world, account, region };
    const before = JSON.stringify(membersOf(place, name));
    evaluate(place, name);
    const group = groupsIn(place).get(name);
    if (group === undefined) return;
    lookAgain(
      world,
      groupWatch(place, group),
      before === JSON.stringify(membersOf(place, name)) && isAtRest(place, group),
    );
  },
});

const evaluate = (place: Place, name: string): void => {
  const now = (): GroupRecord | undefined => groupsIn(place).get(name);
  for (const { id } of membersOf(place, name)) moveOn(place, name, id);
  const group = now();
  if (group === undefined) return;
  if (group.deleting === true) return finishDeletion(place, group);
  checkHealth(place, group);
  continueRefresh(place, group);
  keepSize(place, now() ?? group);
  balanceZones(place, now() ?? group);
  const due = membersOf(place, name).flatMap((member) => dueAt(place, now() ?? group, member));
  if (due.length > 0) evaluateAt(place, group, Math.min(...due));
};

/** Takes one instance as far as it can go now. */
const moveOn = (place: Place, name: string, id: string): void => {
  for (let before = ''; ;) {
    const group = groupsIn(place).get(name);
    const member = membersIn(place).get(id);
    if (group === undefined || member === undefined || JSON.stringify(member) === before) return;
    before = JSON.stringify(member);
    step(place, group, member);
  }
};

const step = (place: Place, group: GroupRecord, member: MemberRecord): void => {
  switch (member.state) {
    case 'Pending':
    case 'Pending:Proceed':
      return continueArrival(place, group, member);
    case 'Pending:Wait':
      if (member.health === 'Unhealthy') return continueArrival(place, group, member);
      return endTimedOut(place, member);
    case 'Terminating:Wait':
      return endTimedOut(place, member);
    case 'Terminating':
    case 'Terminating:Proceed':
      return continueTermination(place, group, member);
    case 'EnteringStandby':
      return continueStandby(place, group, member);
    case 'Detaching':
      return continueDetachment(place, group, member);
    case 'InService':
    case 'Standby':
  }
};

/** When an instance that is moving can go on. */
const dueAt = (place: Place, group: GroupRecord, member: MemberRecord): readonly number[] => {
  const now = place.world.clock.now();
  if (!isMoving(member)) return [];
  const instance = instancesIn(place).get(member.id);
  const times = [
    ...member.waits.map(({ until }) => until),
    drainsUntil(place, group, member.id) ?? 0,
    instance?.state.until ?? 0,
  ];
  return times.filter((time) => time > now);
};

const isAtRest = (place: Place, group: GroupRecord): boolean => {
  const members = membersOf(place, group.name);
  const settled = members.every(
    (one) => !isMoving(one) && one.health === 'Healthy' && (one.state === 'Standby' || !isInGrace(place, group, one)),
  );
  const awaitsRetry = (group.retryAt ?? 0) > place.world.clock.now();
  return settled && !awaitsRetry && group.deleting !== true && !isRefreshing(place, group);
};

/** A group that is deleted by force ends its instances, standby or not, and is gone with the last one. */
const finishDeletion = (place: Place, group: GroupRecord): void => {
  for (const member of membersOf(place, group.name))
    if (!member.state.startsWith('Terminating'))
      beginTermination(place, group, member, 'The Auto Scaling group is being deleted.');
  for (const { id } of membersOf(place, group.name)) moveOn(place, group.name, id);
  if (membersOf(place, group.name).length === 0) return forgetGroup(place, group);
  const due = membersOf(place, group.name).flatMap((member) => dueAt(place, group, member));
  evaluateAt(place, group, Math.min(...due, place.world.clock.now() + 15_000));
};
