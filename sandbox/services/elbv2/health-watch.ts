import type { Place } from '../operation.js';
import { keepWatch, type Watch } from '../../world/watch.js';
import { targetsIn, type TargetGroupRecord } from './records.js';

/** What the health checks of a target group are planned as. */
export const HEALTH_CHECK = 'elbv2.healthCheck';

/** A target group whose targets are to be checked, as a plan keeps it. */
export type HealthCheckDetail = { readonly account: string; readonly region: string; readonly group: string };

/** The rhythm of a target group's health checks. */
export const healthWatch = ({ account, region }: Place, { arn, check }: TargetGroupRecord): Watch => ({
  id: `${HEALTH_CHECK} ${arn}`,
  kind: HEALTH_CHECK,
  every: check.intervalSeconds * 1000,
  detail: { account, region, group: arn } satisfies HealthCheckDetail,
});

/** Lets the health checks of a target group run while it has targets. */
export const watchHealth = (place: Place, group: TargetGroupRecord): void => {
  const hasTargets = targetsIn(place)
    .all()
    .some((target) => target.group === group.arn);
  if (hasTargets) keepWatch(place.world, healthWatch(place, group));
};

/** Ends the health checks of a target group. */
export const unwatchHealth = (place: Place, group: string): void =>
  place.world.agenda.cancel(`${HEALTH_CHECK} ${group}`);
