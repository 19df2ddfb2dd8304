import type {
  CreateRouteRequest,
  CreateRouteResult,
  DeleteRouteRequest,
  ReplaceRouteRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { holds } from '../cidr.js';
import { findRouteTable } from '../finders.js';
import { routeTablesIn, subnetsIn, type RouteTableRecord } from './network-records.js';
import { limit, quotas } from '../quotas.js';
import { routeDestination, routeTarget } from './route-requests.js';
import { localBlocks } from './route-views.js';
import { arnOf } from '../tags.js';
import { unsupported } from '../unsupported.js';

const put = (call: Call, table: RouteTableRecord, routes: RouteTableRecord['routes']): void =>
  void routeTablesIn(call).put(table.id, { ...table, routes });

const mustHave = (table: RouteTableRecord, destination: string): void => {
  if (!table.routes.some((one) => one.destination === destination))
    throw new AwsFailure(
      'InvalidRoute.NotFound',
      `no route with destination-cidr-block ${destination} in route table ${table.id}`,
    );
};

const needs =
  (action: string) =>
  (call: Call, { RouteTableId = '*' }: { readonly RouteTableId: string | undefined }) => [
    { action, resources: [arnOf(call, 'route-table', RouteTableId)] },
  ];

/** CreateRoute, ReplaceRoute, DeleteRoute. */
export const routeOperations: Operations = {
  CreateRoute: operation<CreateRouteRequest, CreateRouteResult>((call, input) => {
    const table = findRouteTable(call, input.RouteTableId ?? '');
    const destination = routeDestination(call, input);
    const target = routeTarget(call, table, input);
    const locals = localBlocks(call, table.vpcId);
    if (locals.includes(destination) || table.routes.some((one) => one.destination === destination))
      throw new AwsFailure('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
    const subnets = subnetsIn(call)
      .all()
      .filter((one) => one.vpcId === table.vpcId);
    // Within the VPC only whole subnets can be sent elsewhere, and only through an appliance.
    if (
      locals.some((block) => holds(block, destination)) &&
      !(target.kind === 'interface' && subnets.some((one) => one.cidr === destination))
    )
      throw new AwsFailure('InvalidParameterValue', `Route destination doesn't match any subnet CIDR blocks.`);
    const routes = [...table.routes, { destination, target }];
    const message = 'The maximum number of routes in this route table has been reached.';
    limit(routes.length, quotas.routesPerTable, 'RouteLimitExceeded', message);
    put(call, table, routes);
    return { Return: true };
  }, needs('ec2:CreateRoute')),

  ReplaceRoute: operation<ReplaceRouteRequest, object>((call, input) => {
    if (input.LocalTarget === true) unsupported(input, ['LocalTarget']);
    const table = findRouteTable(call, input.RouteTableId ?? '');
    const destination = routeDestination(call, input);
    mustHave(table, destination);
    const target = routeTarget(call, table, input);
    put(
      call,
      table,
      table.routes.map((one) => (one.destination === destination ? { destination, target } : one)),
    );
    return {};
  }, needs('ec2:ReplaceRoute')),

  DeleteRoute: operation<DeleteRouteRequest, object>((call, input) => {
    const table = findRouteTable(call, input.RouteTableId ?? '');
    const destination = routeDestination(call, input);
    if (localBlocks(call, table.vpcId).includes(destination))
      throw new AwsFailure(
        'InvalidParameterValue',
        `cannot remove local route ${destination} in route table ${table.id}`,
      );
    mustHave(table, destination);
    if (table.routes.some((one) => one.destination === destination && one.target.kind === 'endpoint'))
      throw new AwsFailure(
        'InvalidParameterValue',
        `cannot remove VPC endpoint route ${destination} in route table ${table.id}`,
      );
    put(
      call,
      table,
      table.routes.filter((one) => one.destination !== destination),
    );
    return {};
  }, needs('ec2:DeleteRoute')),
};
