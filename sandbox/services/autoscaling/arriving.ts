import { instancesIn, stateAt } from '../ec2/records.js';
import { AwsFailure, type Place } from '../operation.js';
import { at, beginActivity, endActivity } from './activities.js';
import { launch } from './machines.js';
import { groupsIn, membersIn, membersOf, type GroupRecord, type MemberRecord } from './records.js';
import { subnetsIn } from '../ec2/network/network-records.js';
import { beginTermination } from './leaving.js';
import { addToLoadBalancers } from './traffic.js';
import { isCounted, moveTo } from './transitions.js';
import { holdForHooks } from './waits.js';

/** Between a launch that failed and the next attempt, in milliseconds. */
const PAUSE = 60_000;

/** The subnet of the group whose zone has the fewest instances. */
const emptiestSubnet = (place: Place, group: GroupRecord): string => {
  const counted = membersOf(place, group.name).filter(isCounted);
  const crowd = (subnet: string): number =>
    counted.filter((one) => one.zone === subnetsIn(place).get(subnet)?.zone).length;
  const [first = '', ...others] = group.subnets;
  return others.reduce((best, one) => (crowd(one) < crowd(best) ? one : best), first);
};

/** Launches one instance for the group; a launch that EC2 refuses is a failed activity, and is tried again later. */
export const beginLaunch = (place: Place, group: GroupRecord, cause: string): void => {
  const subnetId = emptiestSubnet(place, group);
  try {
    const instance = launch(place, group, subnetId);
    const activity = beginActivity(place, group, instance, {
      description: `Launching a new EC2 instance: ${instance.id}`,
      cause,
      status: 'PreInService',
      progress: 30,
    });
    membersIn(place).put(instance.id, {
      id: instance.id,
      group: group.name,
      type: instance.type,
      zone: instance.zone,
      subnetId: instance.subnetId,
      imageId: instance.imageId,
      source: instance.source,
      state: 'Pending',
      since: place.world.clock.now(),
      health: 'Healthy',
      protected: group.protectNew,
      activity,
      isNew: true,
      waits: [],
    });
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    const zone = subnetsIn(place).get(subnetId)?.zone;
    const activity = beginActivity(
      place,
      group,
      { subnetId, ...(zone !== undefined && { zone }) },
      {
        description: 'Launching a new EC2 instance',
        cause,
        status: 'PreInService',
        progress: 0,
      },
    );
    endActivity(place, activity, 'Failed', `${error.message} Launching EC2 instance failed.`);
    groupsIn(place).update(group.name, (one) => ({ ...one, retryAt: place.world.clock.now() + PAUSE }));
  }
};

/** Takes an arriving instance on: running, its hooks, the load balancers, `InService`. */
export const continueArrival = (place: Place, group: GroupRecord, member: MemberRecord): void => {
  const instance = instancesIn(place).get(member.id);
  const state = instance === undefined ? 'terminated' : stateAt(instance, place.world.clock.now());
  if (member.health === 'Unhealthy' || (state !== 'pending' && state !== 'running')) {
    const why =
      'an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped';
    endActivity(
      place,
      member.activity,
      'Cancelled',
      'Instance became unhealthy while waiting for instance to be in InService state',
    );
    const { activity: _, ...rest } = member;
    beginTermination(place, group, rest, at(place, why));
    return;
  }
  if (state !== 'running' || member.state === 'Pending:Wait') return;
  if (member.state === 'Pending' && member.isNew && holdForHooks(place, group, member)) return;
  addToLoadBalancers(place, group, member.id);
  endActivity(place, member.activity, 'Successful');
  const { activity: _, ...rest } = member;
  membersIn(place).put(member.id, rest);
  moveTo(place, rest, 'InService', { inServiceAt: place.world.clock.now(), isNew: false });
};
