import type { Place } from '../operation.js';
import { deregisterTargets, registerTargets, targetsOf } from '../elbv2/targets.js';
import { statesIn } from '../elbv2/target-health.js';
import { targetGroupsIn } from '../elbv2/records.js';
import { classicHealth, deregisterInstances, isInClassic, registerInstances } from '../elb/membership.js';
import { runs, type GroupRecord } from './records.js';

const targetGroups = (place: Place, group: GroupRecord): readonly string[] =>
  group.targetGroups.filter((arn) => targetGroupsIn(place).get(arn) !== undefined);

/** Sends traffic to an instance that comes into service, unless `AddToLoadBalancer` is suspended. */
export const addToLoadBalancers = (place: Place, group: GroupRecord, id: string): void => {
  if (!runs(group, 'AddToLoadBalancer')) return;
  for (const arn of targetGroups(place, group)) registerTargets(place, arn, [{ Id: id }]);
  for (const name of group.loadBalancers) registerInstances(place, name, [id]);
};

/** Takes an instance out of all traffic; true when connections have to drain first. */
export const takeFromLoadBalancers = (place: Place, group: GroupRecord, id: string): boolean => {
  for (const arn of targetGroups(place, group)) {
    const ports = targetsOf(place, arn).filter((target) => target.id === id);
    deregisterTargets(
      place,
      arn,
      ports.map(({ port }) => ({ Id: id, Port: port })),
    );
  }
  for (const name of group.loadBalancers) if (isInClassic(place, name, id)) deregisterInstances(place, name, [id]);
  return drainsUntil(place, group, id) !== undefined;
};

/** Until when connections to an instance drain; undefined when none do. */
export const drainsUntil = (place: Place, group: GroupRecord, id: string): number | undefined => {
  const ends = targetGroups(place, group).flatMap((arn) =>
    targetsOf(place, arn).flatMap((target) => (target.id === id ? (target.drainsUntil ?? []) : [])),
  );
  return ends.length === 0 ? undefined : Math.max(...ends);
};

/** Whether any load balancer of the group finds the instance unhealthy. */
export const failsLoadBalancerCheck = (place: Place, group: GroupRecord, id: string): boolean =>
  targetGroups(place, group).some((arn) => statesIn(place, arn, id).includes('unhealthy')) ||
  group.loadBalancers.some((name) => isInClassic(place, name, id) && classicHealth(place, name, id) === 'OutOfService');
