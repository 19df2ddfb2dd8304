import type { Reaction } from '../../world/agenda.js';
import type { World } from '../../world/world.js';
import { lookAgain } from '../../world/watch.js';
import { instancesIn, stateAt } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { HEALTH_CHECK, healthWatch, type HealthCheckDetail } from './health-watch.js';
import { loadBalancersUsing } from './in-use.js';
import { answers } from './network.js';
import { targetGroupsIn, targetsIn, type TargetGroupRecord, type TargetRecord } from './records.js';
import { idleness } from './target-health.js';

type Health = TargetRecord['health'];

/**
 * One health check of every target, at the interval of the group. A new target needs one passed check to be healthy;
 * later it takes the thresholds ("Health checks for Application Load Balancer target groups").
 */
export const healthChecks = (world: World): Readonly<Record<string, Reaction>> => ({
  [HEALTH_CHECK]: (detail) => {
    const { account, region, group: arn } = detail as HealthCheckDetail;
    const place = { world, account, region };
    const group = targetGroupsIn(place).get(arn);
    if (group === undefined) return;
    const targets = targetsIn(place)
      .entries()
      .filter(([, one]) => one.group === arn);
    if (targets.length === 0) return;
    const quiet = targets.map(([key, target]) => checkOne(place, group, key, target)).every(Boolean);
    lookAgain(world, healthWatch(place, group), quiet);
  },
});

/** Checks one target; true when that changed nothing and time alone will not either. */
const checkOne = (place: Place, group: TargetGroupRecord, key: string, target: TargetRecord): boolean => {
  const now = place.world.clock.now();
  const instance = instancesIn(place).get(target.id);
  // What is terminated is deregistered by the load balancer itself.
  const isGone = group.type === 'instance' && (instance === undefined || stateAt(instance, now) === 'terminated');
  if (isGone || (target.drainsUntil !== undefined && target.drainsUntil <= now)) {
    targetsIn(place).delete(key);
    return false;
  }
  const health = nextHealth(place, group, target);
  const isSame = JSON.stringify(health) === JSON.stringify(target.health);
  if (!isSame) targetsIn(place).put(key, { ...target, health });
  const isChanging = target.drainsUntil !== undefined || (instance !== undefined && now < instance.state.until);
  return isSame && !isChanging;
};

const UNCHECKED: Health = { state: 'initial', against: 0, checked: false };

const nextHealth = (place: Place, group: TargetGroupRecord, target: TargetRecord): Health => {
  if (target.drainsUntil !== undefined) return target.health;
  const isActive = loadBalancersUsing(place, group.arn).some((one) => one.activeAt <= place.world.clock.now());
  if (!isActive || idleness(place, group, target) !== undefined) return UNCHECKED;
  const { state, against } = target.health;
  const found = answers(place, group, target) ? 'healthy' : 'unhealthy';
  if (state === found) return { state, against: 0, checked: true };
  const isFirst = state === 'initial' && found === 'healthy';
  const needed = isFirst ? 1 : found === 'healthy' ? group.check.healthyThreshold : group.check.unhealthyThreshold;
  return against + 1 >= needed
    ? { state: found, against: 0, checked: true }
    : { state, against: against + 1, checked: true };
};
