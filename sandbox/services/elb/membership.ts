import { instancesIn } from '../ec2/records.js';
import { AwsFailure, type Place } from '../operation.js';
import { keepWatch, type Watch } from '../../world/watch.js';
import { classicIn, classicOf, registrationsIn, type ClassicRecord } from './records.js';

/** What the health checks of a Classic Load Balancer are planned as. */
export const CLASSIC_CHECK = 'elb.healthCheck';

/** A Classic Load Balancer whose instances are to be checked, as a plan keeps it. */
export type ClassicCheckDetail = { readonly account: string; readonly region: string; readonly name: string };

/** The rhythm of a Classic Load Balancer's health checks. */
export const classicWatch = ({ account, region }: Place, { name, check }: ClassicRecord): Watch => ({
  id: `${CLASSIC_CHECK} ${account} ${region} ${name}`,
  kind: CLASSIC_CHECK,
  every: check.interval * 1000,
  detail: { account, region, name } satisfies ClassicCheckDetail,
});

const key = (name: string, id: string): string => `${name}/${id}`;

/** Whether there is such a Classic Load Balancer. */
export const loadBalancerExists = (place: Place, name: string): boolean => classicIn(place).get(name) !== undefined;

/** Whether an instance is registered there. */
export const isInClassic = (place: Place, name: string, id: string): boolean =>
  registrationsIn(place).get(key(name, id)) !== undefined;

/** How a registered instance stands; an unregistered one is out of service. */
export const classicHealth = (place: Place, name: string, id: string): 'InService' | 'OutOfService' => {
  const registration = registrationsIn(place).get(key(name, id));
  return registration === undefined || registration.isNew ? 'InService' : registration.state;
};

/** Registers instances; `InvalidInstance` (InvalidEndPoint) for those that do not exist. Again is no error. */
export const registerInstances = (place: Place, name: string, ids: readonly string[]): void => {
  const balancer = classicOf(place, name);
  for (const id of ids) {
    if (instancesIn(place).get(id)?.vpcId !== balancer.vpcId)
      throw new AwsFailure('InvalidInstance', `Could not find EC2 instance ${id}.`);
    if (!isInClassic(place, name, id))
      registrationsIn(place).put(key(name, id), {
        balancer: name,
        instanceId: id,
        state: 'OutOfService',
        against: 0,
        isNew: true,
      });
  }
  keepWatch(place.world, classicWatch(place, balancer));
};

/** Deregisters instances; `InvalidInstance` for those that are not registered. */
export const deregisterInstances = (place: Place, name: string, ids: readonly string[]): void => {
  classicOf(place, name);
  for (const id of ids) {
    if (!isInClassic(place, name, id)) throw new AwsFailure('InvalidInstance', `Could not find EC2 instance ${id}.`);
    registrationsIn(place).delete(key(name, id));
  }
};
