import { AwsFailure, type Place } from '../operation.js';
import type { Row, Table } from '../../world/store.js';
import { interfacesIn } from './records.js';
import {
  aclsIn,
  egressOnlyGatewaysIn,
  endpointsIn,
  groupsIn,
  internetGatewaysIn,
  natGatewaysIn,
  routeTablesIn,
  rulesIn,
  subnetsIn,
  vpcsIn,
} from './network/network-records.js';

/** Gives the row of an id, or AWS's refusal of an id that is malformed or unknown. */
export type Finder<T> = (place: Place, id: string) => T;

/** How AWS refuses ids of one kind ("Error codes for the Amazon EC2 API"; the spelling differs from kind to kind). */
type Kind = {
  readonly prefix: string;
  readonly malformed: string;
  readonly missing: string;
  readonly what: string;
};

/** A finder of rows whose ids are the prefix and 8 or 17 hexadecimal digits. */
export const finder =
  <T extends Row>(rows: (place: Place) => Table<T>, { prefix, malformed, missing, what }: Kind): Finder<T> =>
  (place, id) => {
    if (!new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`).test(id))
      throw new AwsFailure(malformed, `Invalid id: "${id}" (expecting "${prefix}-...")`);
    const row = rows(place).get(id);
    if (row === undefined) throw new AwsFailure(missing, `The ${what} '${id}' does not exist`);
    return row;
  };

export const findVpc = finder(vpcsIn, {
  prefix: 'vpc',
  malformed: 'InvalidVpcID.Malformed',
  missing: 'InvalidVpcID.NotFound',
  what: 'vpc ID',
});

export const findSubnet = finder(subnetsIn, {
  prefix: 'subnet',
  malformed: 'InvalidSubnetID.Malformed',
  missing: 'InvalidSubnetID.NotFound',
  what: 'subnet ID',
});

export const findGroup = finder(groupsIn, {
  prefix: 'sg',
  malformed: 'InvalidGroupId.Malformed',
  missing: 'InvalidGroup.NotFound',
  what: 'security group',
});

export const findRule = finder(rulesIn, {
  prefix: 'sgr',
  malformed: 'InvalidSecurityGroupRuleId.Malformed',
  missing: 'InvalidSecurityGroupRuleId.NotFound',
  what: 'security group rule ID',
});

export const findInterface = finder(interfacesIn, {
  prefix: 'eni',
  malformed: 'InvalidNetworkInterfaceId.Malformed',
  missing: 'InvalidNetworkInterfaceID.NotFound',
  what: 'networkInterface ID',
});

export const findAcl = finder(aclsIn, {
  prefix: 'acl',
  malformed: 'InvalidNetworkAclId.Malformed',
  missing: 'InvalidNetworkAclID.NotFound',
  what: 'networkAcl ID',
});

export const findRouteTable = finder(routeTablesIn, {
  prefix: 'rtb',
  malformed: 'InvalidRouteTableId.Malformed',
  missing: 'InvalidRouteTableID.NotFound',
  what: 'routeTable ID',
});

export const findInternetGateway = finder(internetGatewaysIn, {
  prefix: 'igw',
  malformed: 'InvalidInternetGatewayId.Malformed',
  missing: 'InvalidInternetGatewayID.NotFound',
  what: 'internetGateway ID',
});

export const findEgressOnlyGateway = finder(egressOnlyGatewaysIn, {
  prefix: 'eigw',
  malformed: 'InvalidGatewayID.NotFound',
  missing: 'InvalidGatewayID.NotFound',
  what: 'eigw ID',
});

export const findNatGateway = finder(natGatewaysIn, {
  prefix: 'nat',
  malformed: 'NatGatewayMalformed',
  missing: 'NatGatewayNotFound',
  what: 'Nat Gateway',
});

export const findEndpoint = finder(endpointsIn, {
  prefix: 'vpce',
  malformed: 'InvalidVpcEndpointId.Malformed',
  missing: 'InvalidVpcEndpointId.NotFound',
  what: 'Vpc Endpoint Id',
});
