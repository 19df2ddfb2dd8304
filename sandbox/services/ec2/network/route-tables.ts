import type {
  CreateRouteTableRequest,
  CreateRouteTableResult,
  DeleteRouteTableRequest,
  DescribeRouteTablesRequest,
  DescribeRouteTablesResult,
  Route,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { oncePerToken } from '../client-tokens.js';
import type { Readers } from '../filters.js';
import { findRouteTable, findVpc } from '../finders.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { routeTablesIn, type RouteTableRecord } from './network-records.js';
import { limit, quotas } from '../quotas.js';
import { describeRouteTable, routesOf } from './route-views.js';
import { arnOf, dropTags, tagNew } from '../tags.js';

/** CreateRouteTable, DescribeRouteTables, DeleteRouteTable. */
export const routeTableOperations: Operations = {
  CreateRouteTable: operation<CreateRouteTableRequest, CreateRouteTableResult>(
    (call, input) => {
      const vpc = findVpc(call, input.VpcId ?? '');
      const [id = ''] = oncePerToken(call, input, () => {
        const count = routeTablesIn(call)
          .all()
          .filter((one) => one.vpcId === vpc.id).length;
        const message = 'The maximum number of route tables has been reached.';
        limit(count + 1, quotas.routeTablesPerVpc, 'RouteTableLimitExceeded', message);
        const made = hexId('rtb');
        routeTablesIn(call).put(made, { id: made, vpcId: vpc.id, routes: [], associations: [] });
        tagNew(call, made, 'route-table', input.TagSpecifications);
        return [made];
      });
      return {
        RouteTable: describeRouteTable(call, findRouteTable(call, id)),
        ...(input.ClientToken !== undefined && { ClientToken: input.ClientToken }),
      };
    },
    (call, { VpcId = '*' }) => [
      { action: 'ec2:CreateRouteTable', resources: [arnOf(call, 'route-table', '*'), arnOf(call, 'vpc', VpcId)] },
    ],
  ),

  DescribeRouteTables: operation<DescribeRouteTablesRequest, DescribeRouteTablesResult>((call, input) => {
    refusePagedIds(input.RouteTableIds, input.MaxResults, 'routeTableIds');
    const found = listing(
      call,
      { rows: routeTablesIn(call), find: findRouteTable, readers: readers(call) },
      { ids: input.RouteTableIds, filters: input.Filters, max: input.MaxResults, token: input.NextToken },
    );
    return { RouteTables: found.items.map((table) => describeRouteTable(call, table)), ...nextOf(found) };
  }),

  DeleteRouteTable: operation<DeleteRouteTableRequest, object>(
    (call, { RouteTableId = '' }) => {
      const table = findRouteTable(call, RouteTableId);
      if (table.associations.length > 0)
        throw new AwsFailure(
          'DependencyViolation',
          `The routeTable '${RouteTableId}' has dependencies and cannot be deleted.`,
        );
      routeTablesIn(call).delete(RouteTableId);
      dropTags(call, RouteTableId);
      return {};
    },
    (call, { RouteTableId = '*' }) => [
      { action: 'ec2:DeleteRouteTable', resources: [arnOf(call, 'route-table', RouteTableId)] },
    ],
  ),
};

const readers = (place: Place): Readers<RouteTableRecord> => {
  const routes = (read: (route: Route) => string | undefined) => (table: RouteTableRecord) =>
    routesOf(place, table).flatMap((route) => read(route) ?? []);
  return {
    'association.gateway-id': () => undefined,
    'association.route-table-association-id': (table) => table.associations.map((one) => one.id),
    'association.route-table-id': (table) => (table.associations.length > 0 ? table.id : undefined),
    'association.subnet-id': (table) => table.associations.flatMap((one) => one.subnetId ?? []),
    'association.main': (table) => table.associations.map((one) => String(one.subnetId === undefined)),
    'owner-id': () => place.account,
    'route-table-id': (table) => table.id,
    'route.destination-cidr-block': routes((route) => route.DestinationCidrBlock),
    'route.destination-ipv6-cidr-block': routes((route) => route.DestinationIpv6CidrBlock),
    'route.destination-prefix-list-id': routes((route) => route.DestinationPrefixListId),
    'route.egress-only-internet-gateway-id': routes((route) => route.EgressOnlyInternetGatewayId),
    'route.gateway-id': routes((route) => route.GatewayId),
    'route.instance-id': routes((route) => route.InstanceId),
    'route.nat-gateway-id': routes((route) => route.NatGatewayId),
    'route.transit-gateway-id': () => undefined,
    'route.origin': routes((route) => route.Origin),
    'route.state': routes((route) => route.State),
    'route.vpc-peering-connection-id': () => undefined,
    'vpc-id': (table) => table.vpcId,
  };
};
