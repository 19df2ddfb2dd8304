import type { Place } from '../../operation.js';
import { blockModeOf } from '../account-switches.js';
import { holds, parseCidr } from '../cidr.js';
import { natState } from '../network/nat-gateway-states.js';
import {
  natGatewaysIn,
  routeTablesIn,
  type NatGatewayRecord,
  type RouteTableRecord,
} from '../network/network-records.js';
import { prefixLists } from '../network/prefix-lists.js';
import { publicIpsOf } from '../interfaces/public-addresses.js';
import type { InterfaceRecord } from '../records.js';
import { leadsSomewhere, localBlocks } from '../network/route-views.js';

/** The way that packets take from an interface to somewhere outside of its VPC, or why there is none. */
export type Way =
  | { readonly kind: 'internet' | 'egress-only' }
  | { readonly kind: 'nat'; readonly gateway: NatGatewayRecord }
  | { readonly kind: 'gateway-endpoint'; readonly service: string }
  | { readonly kind: 'none'; readonly reason: string };

const none = (reason: string): Way => ({ kind: 'none', reason });

/** Whether an address or block is within the VPC: there all is local. */
export const isLocal = (place: Place, vpcId: string, address: string): boolean =>
  localBlocks(place, vpcId).some((block) => holds(block, address));

const tableOf = (place: Place, vpcId: string, subnetId: string): RouteTableRecord | undefined => {
  const tables = routeTablesIn(place)
    .all()
    .filter((one) => one.vpcId === vpcId);
  return (
    tables.find((one) => one.associations.some((association) => association.subnetId === subnetId)) ??
    tables.find((one) => one.associations.some((association) => association.subnetId === undefined))
  );
};

/** The narrowest route of a subnet to a destination. A prefix list counts with the block of it that fits. */
const routeTo = (place: Place, vpcId: string, subnetId: string, address: string) => {
  const routes = tableOf(place, vpcId, subnetId)?.routes ?? [];
  const fitting = routes.flatMap((route) => {
    const list = prefixLists(place).find((one) => one.id === route.destination);
    return (list?.cidrs ?? [route.destination])
      .filter((cidr) => holds(cidr, address))
      .map((cidr) => ({ route, list, bits: parseCidr(cidr)?.bits ?? 0 }));
  });
  return fitting.sort((a, b) => b.bits - a.bits)[0];
};

/** The way out of the VPC for packets of an interface. */
export const wayTo = (place: Place, row: InterfaceRecord, address: string): Way => {
  const found = routeTo(place, row.vpcId, row.subnetId, address);
  if (found === undefined) return none(`no route to ${address}`);
  const { target } = found.route;
  if (!leadsSomewhere(place, row.vpcId, target)) return none(`the route through ${target.id} is a black hole`);
  switch (target.kind) {
    case 'internet-gateway':
      return throughInternetGateway(place, row, address);
    case 'egress-only':
      return blockModeOf(place) === 'block-bidirectional' ? none(BLOCKED) : { kind: 'egress-only' };
    case 'nat':
      return throughNat(place, target.id, address);
    case 'endpoint':
      return { kind: 'gateway-endpoint', service: found.list?.name ?? '' };
    case 'interface':
      return none(`the route leads through the appliance ${target.id}, which is not simulated`);
  }
};

const BLOCKED = 'VPC Block Public Access is on';

const throughInternetGateway = (place: Place, row: InterfaceRecord, address: string): Way => {
  const isPublic = address.includes(':') ? row.ipv6.length > 0 : publicIpsOf(row).length > 0;
  if (!isPublic) return none(`${row.id} has no public address`);
  return blockModeOf(place) === 'block-bidirectional' ? none(BLOCKED) : { kind: 'internet' };
};

const throughNat = (place: Place, id: string, address: string): Way => {
  const gateway = natGatewaysIn(place).get(id);
  if (gateway === undefined || natState(place, gateway) !== 'available') return none(`${id} is not available`);
  if (gateway.connectivity === 'private') return none(`${id} is a private NAT gateway`);
  const onward = routeTo(place, gateway.vpcId, gateway.subnetId, address)?.route.target;
  if (onward?.kind !== 'internet-gateway' || !leadsSomewhere(place, gateway.vpcId, onward))
    return none(`the subnet of ${id} has no route to an internet gateway`);
  return blockModeOf(place) === 'block-bidirectional' ? none(BLOCKED) : { kind: 'nat', gateway };
};
