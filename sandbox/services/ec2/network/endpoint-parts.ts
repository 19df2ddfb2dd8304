import { AwsFailure, type Place } from '../../operation.js';
import { serviceDnsName } from './endpoint-services.js';
import { findRouteTable, findSubnet, findVpc } from '../finders.js';
import { createInterface } from '../interfaces/interface-life.js';
import { endpointsIn, routeTablesIn, type EndpointRecord } from './network-records.js';
import { prefixLists } from './prefix-lists.js';

/** Makes the interface of an endpoint in each subnet, which must be of its VPC and in zones of their own. */
export const endpointInterfaces = (
  place: Place,
  endpoint: Pick<EndpointRecord, 'id' | 'vpcId' | 'groups'>,
  subnetIds: readonly string[],
): readonly string[] => {
  const subnets = [...new Set(subnetIds)].map((id) => findSubnet(place, id));
  for (const one of subnets)
    if (one.vpcId !== endpoint.vpcId)
      throw new AwsFailure('InvalidParameter', `Subnet ${one.id} does not belong to VPC ${endpoint.vpcId}.`);
  if (new Set(subnets.map((one) => one.zone)).size < subnets.length)
    throw new AwsFailure('DuplicateSubnetsInSameZone', 'Found another VPC endpoint subnet in the availability zone.');
  return subnets.map(
    (one) =>
      createInterface(place, {
        subnetId: one.id,
        groups: endpoint.groups,
        description: `VPC Endpoint Interface ${endpoint.id}`,
        type: 'vpc_endpoint',
        requesterId: place.account,
        ipv6Count: 0,
      }).id,
  );
};

/** Adds a gateway endpoint's route to route tables. A table has one endpoint for a service at most. */
export const addEndpointRoutes = (
  place: Place,
  endpoint: Pick<EndpointRecord, 'id' | 'vpcId' | 'serviceName'>,
  tableIds: readonly string[],
): void => {
  const destination = prefixLists(place).find((one) => one.name === endpoint.serviceName)?.id ?? '';
  for (const id of new Set(tableIds)) {
    const table = findRouteTable(place, id);
    if (table.vpcId !== endpoint.vpcId)
      throw new AwsFailure('InvalidParameter', `Route table ${id} does not belong to VPC ${endpoint.vpcId}.`);
    if (table.routes.some((one) => one.destination === destination))
      throw new AwsFailure(
        'RouteAlreadyExists',
        `route table ${id} already has a route with destination-prefix-list-id ${destination}`,
      );
    const target = { kind: 'endpoint', id: endpoint.id } as const;
    routeTablesIn(place).put(id, { ...table, routes: [...table.routes, { destination, target }] });
  }
};

/** Takes a gateway endpoint's routes out of route tables. */
export const dropEndpointRoutes = (place: Place, endpointId: string, tableIds: readonly string[]): void => {
  for (const id of tableIds) {
    const table = findRouteTable(place, id);
    routeTablesIn(place).put(id, { ...table, routes: table.routes.filter((one) => one.target.id !== endpointId) });
  }
};

/** Refuses private DNS names where the VPC cannot resolve them or another endpoint answers for them. */
export const checkPrivateDns = (place: Place, vpcId: string, serviceName: string, own?: string): void => {
  const vpc = findVpc(place, vpcId);
  if (!vpc.dnsSupport || !vpc.dnsHostnames)
    throw new AwsFailure(
      'InvalidParameter',
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpcId}`,
    );
  const taken = endpointsIn(place)
    .all()
    .some((one) => one.id !== own && one.vpcId === vpcId && one.privateDns && one.serviceName === serviceName);
  if (taken)
    throw new AwsFailure(
      'InvalidParameter',
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${serviceDnsName(serviceName)} in the VPC ${vpcId}`,
    );
};
