import { uuid } from '../ids.js';
import type { Place } from '../operation.js';
import { endActivity, holdActivity } from './activities.js';
import { hooksIn, membersIn, type GroupRecord, type HookRecord, type MemberRecord } from './records.js';
import { moveTo } from './transitions.js';

/** The longest that heartbeats can hold an instance: 48 hours or 100 timeouts, whichever is less ("PutLifecycleHook"). */
const longest = (heartbeat: number): number => Math.min(172_800, heartbeat * 100) * 1000;

/** The hooks of a group for one transition. */
const hooksFor = (place: Place, group: GroupRecord, transition: HookRecord['transition']): readonly HookRecord[] =>
  hooksIn(place)
    .all()
    .filter((hook) => hook.group === group.name && hook.transition === transition);

/** Holds an instance in `Pending:Wait` or `Terminating:Wait` for its hooks; false when there is none. */
export const holdForHooks = (place: Place, group: GroupRecord, member: MemberRecord): boolean => {
  const isLaunch = member.state.startsWith('Pending');
  const hooks = hooksFor(
    place,
    group,
    isLaunch ? 'autoscaling:EC2_INSTANCE_LAUNCHING' : 'autoscaling:EC2_INSTANCE_TERMINATING',
  );
  if (hooks.length === 0) return false;
  const now = place.world.clock.now();
  holdActivity(place, member.activity, 'MidLifecycleAction');
  moveTo(place, member, isLaunch ? 'Pending:Wait' : 'Terminating:Wait', {
    waits: hooks.map(({ name, heartbeat }) => ({
      hook: name,
      token: uuid(),
      until: now + heartbeat * 1000,
      limit: now + longest(heartbeat),
    })),
  });
  return true;
};

/**
 * Ends the wait for one hook. The last `CONTINUE` lets the instance go on; `ABANDON` ends the waits for all hooks, and
 * a launching instance is given up.
 */
export const endWait = (place: Place, member: MemberRecord, hook: string, result: HookRecord['result']): void => {
  const waits = result === 'ABANDON' ? [] : member.waits.filter((wait) => wait.hook !== hook);
  if (waits.length > 0) return void membersIn(place).put(member.id, { ...member, waits });
  if (member.state === 'Terminating:Wait') return void moveTo(place, member, 'Terminating:Proceed', { waits });
  if (result === 'CONTINUE') return void moveTo(place, member, 'Pending:Proceed', { waits });
  endActivity(
    place,
    member.activity,
    'Cancelled',
    `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${
      member.waits.find((wait) => wait.hook === hook)?.token ?? ''
    } was abandoned: Lifecycle Action Completed with ABANDON Result`,
  );
  const { activity: _, ...rest } = member;
  membersIn(place).put(member.id, { ...rest, waits, health: 'Unhealthy' });
};

/** Ends the waits that have timed out, with the default result of their hooks. */
export const endTimedOut = (place: Place, member: MemberRecord): void => {
  for (const { hook } of member.waits.filter(({ until }) => until <= place.world.clock.now())) {
    const now = membersIn(place).get(member.id);
    if (now?.waits.some((wait) => wait.hook === hook) === true)
      endWait(place, now, hook, hooksIn(place).get(`${member.group}/${hook}`)?.result ?? 'ABANDON');
  }
};
