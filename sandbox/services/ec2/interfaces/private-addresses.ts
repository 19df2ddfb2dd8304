import { randomBytes, randomInt } from 'node:crypto';
import { AwsFailure, type Place } from '../../operation.js';
import { addressText, contains, parseCidr, sizeOf, type Cidr } from '../cidr.js';
import { subnetsIn, type SubnetRecord } from '../network/network-records.js';
import { interfacesIn } from '../records.js';

// "Subnet CIDR reservations" and "Subnet sizing": AWS keeps the first four addresses of a subnet and the last one.
const RESERVED_AT_START = 4n;
const RESERVED = 5;

const blockOf = (cidr: string): Cidr => {
  const block = parseCidr(cidr);
  if (block === undefined) throw new Error(`${cidr} is not a CIDR block`);
  return block;
};

const usedIn = (place: Place, subnetId: string): ReadonlySet<string> =>
  new Set(
    interfacesIn(place)
      .all()
      .filter((one) => one.subnetId === subnetId)
      .flatMap((one) => [...one.privateIps, ...one.ipv6]),
  );

/** How many private IPv4 addresses of a subnet are still free. */
export const freeAddresses = (place: Place, subnet: SubnetRecord): number => {
  const used = [...usedIn(place, subnet.id)].filter((ip) => !ip.includes(':')).length;
  return Number(sizeOf(blockOf(subnet.cidr))) - RESERVED - used;
};

/** Takes `wanted` private IPv4 addresses of a subnet, and `more` that nobody asked for by name. */
export const takePrivateAddresses = (
  place: Place,
  subnet: SubnetRecord,
  wanted: readonly string[],
  more: number,
): readonly string[] => {
  const used = new Set(usedIn(place, subnet.id));
  for (const ip of wanted) {
    checkWanted(subnet, ip);
    if (used.has(ip)) throw new AwsFailure('InvalidIPAddress.InUse', `The specified address is already in use.`);
    used.add(ip);
  }
  const block = blockOf(subnet.cidr);
  const usable = Number(sizeOf(block)) - RESERVED;
  const taken = [...wanted];
  // AWS hands addresses out in no order that can be relied on.
  for (let tried = 0, at = randomInt(usable); taken.length < wanted.length + more; tried += 1, at = (at + 1) % usable) {
    if (tried === usable)
      throw new AwsFailure(
        'InsufficientFreeAddressesInSubnet',
        `The specified subnet does not have enough free addresses to satisfy the request.`,
      );
    const ip = addressText(block.first + RESERVED_AT_START + BigInt(at), 4);
    if (used.has(ip)) continue;
    used.add(ip);
    taken.push(ip);
  }
  return taken;
};

const checkWanted = (subnet: SubnetRecord, ip: string): void => {
  const block = blockOf(subnet.cidr);
  const address = parseCidr(ip);
  if (address === undefined || address.version !== 4 || ip.includes('/'))
    throw new AwsFailure('InvalidParameterValue', `invalid value for parameter address: ${ip}`);
  if (!contains(block, address))
    throw new AwsFailure('InvalidParameterValue', `Address ${ip} does not fall within the subnet's address range`);
  const offset = address.first - block.first;
  if (offset < RESERVED_AT_START || offset === sizeOf(block) - 1n)
    throw new AwsFailure('InvalidParameterValue', `Address ${ip} is in subnet's reserved address range`);
};

/** Takes `wanted` IPv6 addresses of a subnet, and `more` at random. A subnet without an IPv6 block has none. */
export const takeIpv6Addresses = (
  place: Place,
  subnet: SubnetRecord,
  wanted: readonly string[],
  more: number,
): readonly string[] => {
  if (wanted.length + more === 0) return [];
  const block = subnet.ipv6 && blockOf(subnet.ipv6.cidr);
  if (block === undefined)
    throw new AwsFailure('InvalidParameterValue', `The subnet '${subnet.id}' does not have an IPv6 CIDR block`);
  const used = usedIn(place, subnet.id);
  const named = wanted.map((text) => {
    const address = parseCidr(text);
    if (address === undefined || !contains(block, address))
      throw new AwsFailure('InvalidParameterValue', `Address ${text} does not fall within the subnet's address range`);
    const ip = addressText(address.first, 6);
    if (used.has(ip)) throw new AwsFailure('InvalidIPAddress.InUse', `The specified address is already in use.`);
    return ip;
  });
  const random = Array.from({ length: more }, () =>
    addressText(block.first + BigInt(`0x${randomBytes(8).toString('hex')}`), 6),
  );
  return [...named, ...random];
};

/** The private DNS name of an IPv4 address ("Amazon EC2 instance hostnames"). */
export const privateDnsName = (region: string, ip: string): string =>
  `ip-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`}`;

/** The subnet of a row that was checked when it was made. */
export const subnetOf = (place: Place, subnetId: string): SubnetRecord => {
  const subnet = subnetsIn(place).get(subnetId);
  if (subnet === undefined) throw new Error(`there is no subnet ${subnetId}`);
  return subnet;
};
