import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { Table } from '../../world/store.js';
import { uuid } from '../ids.js';
import type { Place } from '../operation.js';
import { groupsIn, type GroupRecord, type MemberRecord } from './records.js';

type Status =
  | 'PreInService'
  | 'InProgress'
  | 'MidLifecycleAction'
  | 'WaitingForELBConnectionDraining'
  | 'Successful'
  | 'Cancelled'
  | 'Failed';

type ActivityRecord = {
  readonly id: string;
  readonly group: string;
  readonly groupArn: string;
  readonly description: string;
  readonly cause: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status: Status;
  readonly message?: string;
  readonly progress: number;
  readonly details: string;
};

const rows = (place: Place): Table<ActivityRecord> => place.world.table('autoscaling.activities', place);

/** How long activities are kept ("DescribeScalingActivities": six weeks). */
const KEPT = 42 * 86_400_000;

/** One sentence of a cause, as AWS dates it. */
export const at = (place: Place, text: string): string =>
  `At ${new Date(place.world.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')} ${text}.`;

/** Begins an activity about an instance, or about one that could not be launched, and gives its id. */
export const beginActivity = (
  place: Place,
  group: GroupRecord,
  about: Partial<Pick<MemberRecord, 'zone' | 'subnetId'>>,
  activity: Pick<ActivityRecord, 'description' | 'cause' | 'status' | 'progress'>,
): string => {
  const id = uuid();
  rows(place).put(id, {
    ...activity,
    id,
    group: group.name,
    groupArn: group.arn,
    startedAt: place.world.clock.now(),
    details: JSON.stringify({ 'Subnet ID': about.subnetId, 'Availability Zone': about.zone }),
  });
  return id;
};

/** Notes that an activity waits for something, in AWS's words (`Waiting For ELB Connection Draining`). */
export const holdActivity = (place: Place, id: string | undefined, status: Status, waiting?: string): void => {
  const activity = id === undefined ? undefined : rows(place).get(id);
  if (activity === undefined) return;
  const [description = ''] = activity.description.split(' - ');
  rows(place).put(activity.id, {
    ...activity,
    status,
    description: waiting === undefined ? description : `${description} - ${waiting}.`,
  });
};

/** Ends an activity; a message says why it did not succeed. */
export const endActivity = (
  place: Place,
  id: string | undefined,
  status: 'Successful' | 'Cancelled' | 'Failed',
  message?: string,
): void => {
  const activity = id === undefined ? undefined : rows(place).get(id);
  if (activity === undefined || activity.endedAt !== undefined) return;
  const [description = ''] = activity.description.split(' - ');
  rows(place).put(activity.id, {
    ...activity,
    status,
    progress: 100,
    endedAt: place.world.clock.now(),
    description: message === undefined ? description : `${description}.  Status Reason: ${message}`,
    ...(message !== undefined && { message: message.slice(0, 255) }),
  });
};

/** The activities of one group or of all, newest first; those of deleted groups only when asked for. */
export const activitiesOf = (place: Place, group: string | undefined, withDeleted: boolean): readonly Activity[] =>
  rows(place)
    .all()
    .filter((one) => group === undefined || one.group === group)
    .filter((one) => withDeleted || !isDeleted(place, one))
    .filter((one) => one.startedAt > place.world.clock.now() - KEPT)
    .map((one, index) => ({ one, index }))
    .sort((a, b) => b.one.startedAt - a.one.startedAt || b.index - a.index)
    .map(({ one }) => shown(place, one));

/** One activity as the API shows it. */
export const activityShown = (place: Place, id: string): Activity => {
  const activity = rows(place).get(id);
  if (activity === undefined) throw new Error(`there is no activity ${id}`);
  return shown(place, activity);
};

/** When the group last ended an activity that changed its size; undefined while one is under way. */
export const lastScaledAt = (place: Place, group: string): number | undefined => {
  const all = rows(place)
    .all()
    .filter((one) => one.group === group);
  return all.some((one) => one.endedAt === undefined)
    ? undefined
    : Math.max(0, ...all.map(({ endedAt = 0, status }) => (status === 'Successful' ? endedAt : 0)));
};

const isDeleted = (place: Place, { group, groupArn }: ActivityRecord): boolean =>
  groupsIn(place).get(group)?.arn !== groupArn;

const shown = (place: Place, one: ActivityRecord): Activity => ({
  ActivityId: one.id,
  AutoScalingGroupName: one.group,
  Description: one.description,
  Cause: one.cause,
  StartTime: new Date(one.startedAt),
  ...(one.endedAt !== undefined && { EndTime: new Date(one.endedAt) }),
  StatusCode: one.status,
  ...(one.message !== undefined && { StatusMessage: one.message }),
  Progress: one.progress,
  Details: one.details,
  ...(isDeleted(place, one) && { AutoScalingGroupState: 'Deleted' }),
  AutoScalingGroupARN: one.groupArn,
});
