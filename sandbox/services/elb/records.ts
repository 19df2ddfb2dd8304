import type { Table } from '../../world/store.js';
import { AwsFailure, type Place } from '../operation.js';
import type { ListenerShape } from './shapes.js';

/** A Classic Load Balancer as the sandbox keeps it. Times are epoch milliseconds of the world's clock. */
export type ClassicRecord = {
  readonly name: string;
  readonly dnsName: string;
  readonly scheme: 'internet-facing' | 'internal';
  readonly vpcId: string;
  readonly nodes: readonly { readonly zone: string; readonly subnetId: string; readonly interfaceId: string }[];
  readonly groups: readonly string[];
  readonly listeners: readonly ListenerShape[];
  readonly check: {
    readonly target: string;
    readonly interval: number;
    readonly timeout: number;
    readonly unhealthy: number;
    readonly healthy: number;
  };
  readonly createdAt: number;
};

/** An instance behind a Classic Load Balancer, and what its health checks have found. */
export type RegistrationRecord = {
  readonly balancer: string;
  readonly instanceId: string;
  readonly state: 'InService' | 'OutOfService';
  readonly against: number;
  readonly isNew: boolean;
};

export const classicIn = (place: Place): Table<ClassicRecord> => place.world.table('elb.loadBalancers', place);
export const registrationsIn = (place: Place): Table<RegistrationRecord> =>
  place.world.table('elb.registrations', place);

/** The Classic Load Balancer of a name, or `LoadBalancerNotFound`. */
export const classicOf = (place: Place, name = ''): ClassicRecord => {
  const balancer = classicIn(place).get(name);
  if (balancer === undefined)
    throw new AwsFailure('LoadBalancerNotFound', `There is no ACTIVE Load Balancer named '${name}'`);
  return balancer;
};
