import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import {
  egressOnlyGatewaysIn,
  endpointsIn,
  internetGatewaysIn,
  natGatewaysIn,
  vpcsIn,
  type RouteTableRecord,
  type RouteTarget,
} from './network-records.js';
import { interfacesIn } from '../records.js';
import { tagList } from '../tags.js';

/** Whether what a route leads to is there to take its traffic. */
export const leadsSomewhere = (place: Place, vpcId: string, { kind, id }: RouteTarget): boolean => {
  switch (kind) {
    case 'internet-gateway':
      return internetGatewaysIn(place).get(id)?.vpcId === vpcId;
    case 'egress-only':
      return egressOnlyGatewaysIn(place).get(id) !== undefined;
    case 'nat': {
      const gateway = natGatewaysIn(place).get(id);
      return gateway !== undefined && gateway.deletedAt === undefined;
    }
    case 'interface':
      return interfacesIn(place).get(id)?.attachment !== undefined;
    case 'endpoint':
      return endpointsIn(place).get(id) !== undefined;
  }
};

const destinationOf = (destination: string): Route => {
  if (destination.startsWith('pl-')) return { DestinationPrefixListId: destination };
  return destination.includes(':') ? { DestinationIpv6CidrBlock: destination } : { DestinationCidrBlock: destination };
};

const targetOf = (place: Place, { kind, id }: RouteTarget): Route => {
  switch (kind) {
    case 'internet-gateway':
    case 'endpoint':
      return { GatewayId: id };
    case 'egress-only':
      return { EgressOnlyInternetGatewayId: id };
    case 'nat':
      return { NatGatewayId: id };
    case 'interface': {
      const attachment = interfacesIn(place).get(id)?.attachment;
      return {
        NetworkInterfaceId: id,
        ...(attachment && { InstanceId: attachment.instanceId, InstanceOwnerId: place.account }),
      };
    }
  }
};

/** The blocks that every route table of a VPC keeps local. */
export const localBlocks = (place: Place, vpcId: string): readonly string[] => {
  const vpc = vpcsIn(place).get(vpcId);
  return vpc === undefined ? [] : [...vpc.cidrs, ...vpc.ipv6].map((one) => one.cidr);
};

/** All routes of a table, local ones first, as AWS shows them. */
export const routesOf = (place: Place, table: RouteTableRecord): Route[] => [
  ...localBlocks(place, table.vpcId).map((cidr): Route => ({
    ...destinationOf(cidr),
    GatewayId: 'local',
    Origin: 'CreateRouteTable',
    State: 'active',
  })),
  ...table.routes.map(({ destination, target }): Route => ({
    ...destinationOf(destination),
    ...targetOf(place, target),
    Origin: 'CreateRoute',
    State: leadsSomewhere(place, table.vpcId, target) ? 'active' : 'blackhole',
  })),
];

/** A route table as DescribeRouteTables shows it. */
export const describeRouteTable = (place: Place, table: RouteTableRecord): RouteTable => ({
  RouteTableId: table.id,
  VpcId: table.vpcId,
  OwnerId: place.account,
  Routes: routesOf(place, table),
  Associations: table.associations.map(({ id, subnetId }) => ({
    Main: subnetId === undefined,
    RouteTableAssociationId: id,
    RouteTableId: table.id,
    ...(subnetId !== undefined && { SubnetId: subnetId }),
    AssociationState: { State: 'associated' },
  })),
  PropagatingVgws: [],
  Tags: tagList(place, table.id),
});
