import type { Place } from '../operation.js';
import { membersIn, type LifecycleState, type MemberRecord } from './records.js';

/** Moves an instance to a state, from now on. */
export const moveTo = (
  place: Place,
  member: MemberRecord,
  state: LifecycleState,
  changes: Partial<MemberRecord> = {},
): MemberRecord => membersIn(place).put(member.id, { ...member, ...changes, state, since: place.world.clock.now() });

/** The states in which an instance counts towards the group's capacity. */
export const isCounted = ({ state }: MemberRecord): boolean =>
  state === 'InService' || state === 'Pending' || state === 'Pending:Wait' || state === 'Pending:Proceed';

/** Whether an instance is on its way out of the group for good. */
export const isLeaving = ({ state }: MemberRecord): boolean => state.startsWith('Terminating') || state === 'Detaching';

/** Whether something is still going to happen to an instance by itself. */
export const isMoving = ({ state }: MemberRecord): boolean => state !== 'InService' && state !== 'Standby';
