import { AwsFailure, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import {
  internetGatewaysIn,
  routeTablesIn,
  subnetsIn,
  vpcsIn,
  type SubnetRecord,
  type VpcRecord,
} from './network-records.js';
import { createSubnet, createVpc } from './vpc-store.js';
import { zonesOf } from './zones.js';

const made = (place: Place) => place.world.table<{ readonly vpcId: string }>('ec2.defaultVpc', place);

/** The default VPC, if it is there. */
export const existingDefaultVpc = (place: Place): VpcRecord | undefined =>
  vpcsIn(place)
    .all()
    .find((one) => one.isDefault);

/** Whether this account's default VPC here is still to be made: nothing has needed it yet. */
export const defaultVpcAwaited = (place: Place): boolean => made(place).get('vpc') === undefined;

/**
 * The default VPC of an account in a Region, for what names no other. It comes into being when it is first needed; once
 * its owner has deleted it there is none, and AWS refuses.
 */
export const defaultVpc = (place: Place): VpcRecord => {
  const existing = existingDefaultVpc(place);
  if (existing !== undefined) return existing;
  if (!defaultVpcAwaited(place)) throw new AwsFailure('VPCIdNotSpecified', 'No default VPC for this user');
  return makeDefaultVpc(place);
};

/** Makes the default VPC as AWS does: 172.31.0.0/16, a public /20 subnet in each zone, a way to the Internet. */
export const makeDefaultVpc = (place: Place): VpcRecord => {
  const vpc = createVpc(place, { cidr: '172.31.0.0/16', ipv6: undefined, isDefault: true, tenancy: 'default' });
  made(place).put('vpc', { vpcId: vpc.id });
  for (const [at, zone] of zonesOf(place.region).entries())
    createSubnet(place, {
      vpcId: vpc.id,
      zone,
      cidr: `172.31.${at * 16}.0/20`,
      ipv6: undefined,
      isDefault: true,
      mapPublicIp: true,
    });
  const gatewayId = hexId('igw');
  internetGatewaysIn(place).put(gatewayId, { id: gatewayId, vpcId: vpc.id });
  for (const table of routeTablesIn(place).all())
    if (table.vpcId === vpc.id)
      routeTablesIn(place).put(table.id, {
        ...table,
        routes: [{ destination: '0.0.0.0/0', target: { kind: 'internet-gateway', id: gatewayId } }],
      });
  return vpc;
};

/** The default subnet of a zone (any zone when it is left out), for what names no subnet; else AWS's refusal. */
export const defaultSubnet = (place: Place, zone?: string): SubnetRecord => {
  const vpc = defaultVpc(place);
  const found = subnetsIn(place)
    .all()
    .find((one) => one.vpcId === vpc.id && one.isDefault && (zone === undefined || one.zone === zone));
  if (found === undefined)
    throw new AwsFailure('MissingInput', `No subnets found for the default VPC '${vpc.id}'. Please specify a subnet.`);
  return found;
};
