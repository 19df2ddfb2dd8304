import { instancesIn, stateAt } from '../ec2/records.js';
import type { Place } from '../operation.js';
import { at } from './activities.js';
import { beginLaunch } from './arriving.js';
import { beginTermination } from './leaving.js';
import { membersIn, membersOf, runs, type GroupRecord, type MemberRecord } from './records.js';
import { failsLoadBalancerCheck } from './traffic.js';

/** Whether the grace period of an instance is still running: then only EC2's own verdict counts. */
export const isInGrace = (place: Place, group: GroupRecord, { inServiceAt = 0 }: MemberRecord): boolean =>
  place.world.clock.now() < inServiceAt + group.gracePeriod * 1000;

const SYSTEM = 'an EC2 health check indicating it has been terminated or stopped';
const LOAD_BALANCER = 'an ELB system health check failure';
const USER = 'a user health-check';

/** Why an instance in service is unhealthy; undefined when it is not. */
const complaint = (place: Place, group: GroupRecord, member: MemberRecord): string | undefined => {
  const instance = instancesIn(place).get(member.id);
  if (runs(group, 'HealthCheck')) {
    // What does not run is replaced at once, grace period or not ("Set the health check grace period").
    if (instance === undefined || stateAt(instance, place.world.clock.now()) !== 'running') return SYSTEM;
    const isChecked = group.healthCheckType.includes('ELB') && !isInGrace(place, group, member);
    if (isChecked && failsLoadBalancerCheck(place, group, member.id)) return LOAD_BALANCER;
  }
  return member.health === 'Unhealthy' ? USER : undefined;
};

/**
 * Marks what is unhealthy, and replaces it unless that is suspended. Instances on standby are not looked at. Protection
 * from scale-in does not help an unhealthy instance, nor does EC2's termination protection.
 */
export const checkHealth = (place: Place, group: GroupRecord): void => {
  for (const member of membersOf(place, group.name).filter((one) => one.state === 'InService')) {
    const why = complaint(place, group, member);
    if (why === undefined) continue;
    const unhealthy = membersIn(place).put(member.id, { ...member, health: 'Unhealthy' });
    // A suspended `Launch` does not stop the termination: the replacement comes when it is resumed.
    if (!runs(group, 'ReplaceUnhealthy') || !runs(group, 'Terminate')) continue;
    beginTermination(place, group, unhealthy, at(place, `an instance was taken out of service in response to ${why}`));
    if (runs(group, 'Launch') && needsOne(place, group))
      beginLaunch(
        place,
        group,
        at(place, 'an instance was launched in response to an unhealthy instance needing to be replaced'),
      );
  }
};

const needsOne = (place: Place, group: GroupRecord): boolean =>
  membersOf(place, group.name).filter(({ state }) => state === 'InService' || state.startsWith('Pending')).length <
  group.desired;
