import type { Place } from '../operation.js';
import { keepWatch, wakeWatches, type Watch } from '../../world/watch.js';
import type { GroupRecord } from './records.js';

/** What the regular look at a group is planned as, and a look for a reason. */
export const WATCH = 'autoscaling.watch';
export const EVALUATION = 'autoscaling.evaluation';

/** A group that is to be looked at, as a plan keeps it. */
export type EvaluationDetail = { readonly account: string; readonly region: string; readonly group: string };

/** How soon Auto Scaling reacts to a request, in milliseconds. */
const SOON = 1000;

const detailOf = ({ account, region }: Place, { name }: GroupRecord): EvaluationDetail => ({
  account,
  region,
  group: name,
});

/** How often Auto Scaling looks at a group by itself. */
export const groupWatch = (place: Place, group: GroupRecord): Watch => ({
  id: `${WATCH} ${group.arn}`,
  kind: WATCH,
  every: 15_000,
  detail: detailOf(place, group),
});

/** Lets Auto Scaling look at a group at `at`, if it was not going to before. */
export const evaluateAt = (place: Place, group: GroupRecord, at: number): void => {
  const id = `${EVALUATION} ${group.arn}`;
  const planned = place.world.agenda.planned().find(([one]) => one === id)?.[1].at ?? Number.POSITIVE_INFINITY;
  if (at < planned) place.world.agenda.plan(id, at, EVALUATION, detailOf(place, group));
};

/** Lets Auto Scaling react to a change of a group, and keep looking at it. */
export const evaluateSoon = (place: Place, group: GroupRecord): void => {
  evaluateAt(place, group, place.world.clock.now() + SOON);
  keepWatch(place.world, groupWatch(place, group));
  wakeWatches(place.world);
};
