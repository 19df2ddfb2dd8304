import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2';
import { instancesIn, stateAt } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { loadBalancersUsing } from './in-use.js';
import { targetGroupOf, type TargetGroupRecord, type TargetRecord } from './records.js';
import { targetsOf } from './targets.js';

/** Why a target is not checked at all, if so; undefined for one that health checks go to. */
export const idleness = (place: Place, group: TargetGroupRecord, target: TargetRecord): TargetHealth | undefined => {
  const balancers = loadBalancersUsing(place, group.arn);
  if (balancers.length === 0)
    return unused('Target.NotInUse', 'Target group is not configured to receive traffic from the load balancer');
  if (group.type === 'ip') return undefined;
  const instance = instancesIn(place).get(target.id);
  const state = instance === undefined ? 'terminated' : stateAt(instance, place.world.clock.now());
  if (instance === undefined || state !== 'running')
    return unused('Target.InvalidState', `Target is in the ${state} state`);
  const zones = balancers.flatMap(({ nodes }) => nodes.map(({ zone }) => zone));
  return zones.includes(instance.zone)
    ? undefined
    : unused('Target.NotInUse', 'Target is in an Availability Zone that is not enabled for the load balancer');
};

/** What DescribeTargetHealth says of a target ("Target health status", Elastic Load Balancing User Guides). */
export const healthOf = (place: Place, group: TargetGroupRecord, target: TargetRecord): TargetHealth => {
  if (target.drainsUntil !== undefined)
    return {
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    };
  const idle = idleness(place, group, target);
  if (idle !== undefined) return idle;
  const { state, checked } = target.health;
  switch (state) {
    case 'healthy':
      return { State: 'healthy' };
    case 'initial':
      return checked
        ? { State: state, Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' }
        : { State: state, Reason: 'Elb.RegistrationInProgress', Description: 'Target registration is in progress' };
    case 'unhealthy':
      return group.check.protocol === 'TCP'
        ? { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' }
        : { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' };
  }
};

/** What a group says of a target that it does not have. */
export const NOT_REGISTERED: TargetHealth = {
  State: 'unused',
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};

/** How an instance stands in a target group: the states of all its ports; empty when it is not registered. */
export const statesIn = (place: Place, group: string, instanceId: string): readonly string[] =>
  targetsOf(place, group)
    .filter(({ id }) => id === instanceId)
    .map((target) => healthOf(place, targetGroupOf(place, group), target).State ?? '');

const unused = (Reason: 'Target.NotInUse' | 'Target.InvalidState', Description: string): TargetHealth => ({
  State: 'unused',
  Reason,
  Description,
});
