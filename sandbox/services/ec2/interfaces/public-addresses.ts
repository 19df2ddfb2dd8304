import { randomInt } from 'node:crypto';
import type { World } from '../../../world/world.js';
import type { Place } from '../../operation.js';
import { addressText } from '../cidr.js';
import { addressesIn } from '../network/network-records.js';
import { instancesIn, interfacesIn, interfacesOf, stateAt, type InterfaceRecord } from '../records.js';

/** A public IPv4 address that an interface has. */
export type PublicIp = NonNullable<InterfaceRecord['publicIp']>;

// RFC 2544's block for tests, 198.18.0.0/15: public in form, and nobody's.
const FIRST = 0xc612_0000n;
const COUNT = 1 << 17;

/** Every public address of an interface, that of its primary private address first. */
export const publicIpsOf = ({ publicIp, morePublicIps = [] }: InterfaceRecord): readonly PublicIp[] =>
  publicIp === undefined ? morePublicIps : [publicIp, ...morePublicIps];

/** Makes `all` the public addresses of an interface. */
export const setPublicIps = (place: Place, row: InterfaceRecord, all: readonly PublicIp[]): InterfaceRecord => {
  const { publicIp: _one, morePublicIps: _more, ...rest } = row;
  const primary = all.find((one) => one.privateIp === row.privateIps[0]);
  const others = all.filter((one) => one !== primary);
  return interfacesIn(place).put(row.id, {
    ...rest,
    ...(primary && { publicIp: primary }),
    ...(others.length > 0 && { morePublicIps: others }),
  });
};

/** A public IPv4 address that nothing in the whole simulated partition has. */
export const newPublicAddress = (world: World): string => {
  const used = new Set([
    ...world.scopesOf('ec2.interfaces').flatMap((scope) =>
      interfacesIn({ world, ...scope })
        .all()
        .flatMap((row) => publicIpsOf(row).map((one) => one.ip)),
    ),
    ...world.scopesOf('ec2.addresses').flatMap((scope) =>
      addressesIn({ world, ...scope })
        .all()
        .map((one) => one.ip),
    ),
  ]);
  for (;;) {
    const ip = addressText(FIRST + BigInt(randomInt(COUNT)), 4);
    if (!used.has(ip)) return ip;
  }
};

/** The public DNS name of an IPv4 address ("Amazon EC2 instance hostnames"). */
export const publicDnsName = (region: string, ip: string): string =>
  `ec2-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.amazonaws.com`;

/**
 * For an instance that starts or is launched: gives its primary interface a new public IPv4 address where AWS does so by
 * itself. It must be set to have one, be the instance's only interface, and have no Elastic IP address, not even on a
 * secondary private address ("Amazon EC2 instance IP addressing", Amazon EC2 User Guide).
 */
export const publicAddressOnStart = (place: Place, instanceId: string): void => {
  const [primary, ...others] = interfacesOf(place, instanceId);
  const [privateIp] = primary?.privateIps ?? [];
  if (primary === undefined || privateIp === undefined || others.length > 0) return;
  if (!primary.autoPublic || publicIpsOf(primary).length > 0) return;
  setPublicIps(place, primary, [{ ip: newPublicAddress(place.world), privateIp }]);
};

/** For an instance that stops or ends: auto-assigned public addresses are gone for good, Elastic ones stay. */
export const publicAddressOnStop = (place: Place, instanceId: string): void => {
  for (const one of interfacesOf(place, instanceId)) releaseAutomatic(place, one.id);
};

/** Takes an auto-assigned public address away; Elastic ones are not touched. */
export const releaseAutomatic = (place: Place, interfaceId: string): void => {
  const row = interfacesIn(place).get(interfaceId);
  if (row === undefined) return;
  setPublicIps(
    place,
    row,
    publicIpsOf(row).filter((one) => one.allocationId !== undefined),
  );
};

/**
 * For an interface whose Elastic IP address went, or that was set to have a public address: if its instance runs, AWS
 * gives it a new one at once, under the conditions of `publicAddressOnStart`.
 */
export const assignWhileRunning = (place: Place, interfaceId: string): void => {
  const instanceId = interfacesIn(place).get(interfaceId)?.attachment?.instanceId;
  const instance = instanceId === undefined ? undefined : instancesIn(place).get(instanceId);
  if (instance === undefined) return;
  if (['pending', 'running'].includes(stateAt(instance, place.world.clock.now())))
    publicAddressOnStart(place, instance.id);
};
