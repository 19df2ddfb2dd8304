import { AwsFailure, type Place } from '../services/operation.js';
import { instancesIn, interfacesOf, stateAt, type InstanceRecord } from '../services/ec2/records.js';
import type { Table } from '../world/store.js';
import type { HostFacts } from './facts.js';
import { usualFacts } from './usual-facts.js';

/** An instance with what is inside it. */
export type Host = { readonly instance: InstanceRecord; readonly facts: HostFacts };

const shapes = (place: Place): Table<Partial<HostFacts>> => place.world.table('hosts.facts', place);

/** The host that runs, or would run, as an instance; undefined when EC2 has no such instance. */
export const hostOf = (place: Place, instanceId: string): Host | undefined => {
  const instance = instancesIn(place).get(instanceId);
  return instance && { instance, facts: { ...usualFacts(instance.platform), ...shapes(place).get(instanceId) } };
};

/** Says what is special inside a host: a miner that runs, an image without SSM Agent, a kernel that is locked down. */
export const shapeHost = (place: Place, instanceId: string, facts: Partial<HostFacts>): void => {
  shapes(place).put(instanceId, { ...shapes(place).get(instanceId), ...facts });
};

/** Since when its operating system runs; undefined unless EC2 shows it as `running`. Memory is new after each start. */
export const bootedAt = (place: Place, instance: InstanceRecord): number | undefined =>
  stateAt(instance, place.world.clock.now()) === 'running' ? instance.state.until : undefined;

/** The private address of the primary interface, as the operating system knows it. */
export const addressOf = (place: Place, instanceId: string): string =>
  interfacesOf(place, instanceId)[0]?.privateIps[0] ?? '127.0.0.1';

/** The address that others see it come from: its public one, if it has one of its own. */
export const seenAddressOf = (place: Place, instanceId: string): string =>
  interfacesOf(place, instanceId)[0]?.publicIp?.ip ?? addressOf(place, instanceId);

/** The name that the operating system gives itself, by EC2's IP-based naming. */
export const hostnameOf = (place: Place, { instance }: Host): string =>
  instance.platform === 'windows'
    ? `EC2AMAZ-${instance.id.slice(-7).toUpperCase()}`
    : `ip-${addressOf(place, instance.id).replaceAll('.', '-')}.${place.region}.compute.internal`;

/** As `hostOf`, for callers to whom a missing instance is a fault of ours. */
export const knownHost = (place: Place, instanceId: string): Host => {
  const host = hostOf(place, instanceId);
  if (host === undefined) throw new AwsFailure('InternalServerError', `${instanceId} has no host`, 500);
  return host;
};
