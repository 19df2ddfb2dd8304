import type { CreateVpcEndpointRequest } from '@aws-sdk/client-ec2';
import { unsupportedInSandbox } from '../../not-simulated.js';
import type { Call } from '../../operation.js';
import { hexId } from '../../ids.js';
import { addEndpointRoutes, checkPrivateDns, dropEndpointRoutes, endpointInterfaces } from './endpoint-parts.js';
import { endpointService } from './endpoint-services.js';
import { ENDPOINT_DELETED, removeEndpoint, type EndpointPlan } from './endpoint-states.js';
import { findVpc } from '../finders.js';
import { checkedGroups, defaultGroupOf } from '../interfaces/interface-groups.js';
import { endpointsIn, type EndpointRecord } from './network-records.js';
import { limit, quotas } from '../quotas.js';
import { tagNew } from '../tags.js';
import { timings } from '../timings.js';
import { unsupported } from '../unsupported.js';

/** What an endpoint allows when nobody says otherwise. */
export const OPEN_POLICY = JSON.stringify({
  Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
});

/** Begins to delete an endpoint: its routes go at once, its interfaces a little later. */
export const endEndpoint = (call: Call, row: EndpointRecord): void => {
  if (row.deletedAt !== undefined) return;
  dropEndpointRoutes(call, row.id, row.routeTableIds);
  if (row.type === 'Gateway') return removeEndpoint(call, row);
  const now = call.world.clock.now();
  endpointsIn(call).put(row.id, { ...row, deletedAt: now });
  const detail: EndpointPlan = { account: call.account, region: call.region, id: row.id };
  const at = now + timings.vpcEndpoint;
  call.world.agenda.plan(`${ENDPOINT_DELETED} ${row.id}`, at, ENDPOINT_DELETED, detail);
};

/** Makes an endpoint as a request asks for it; its id. */
export const makeEndpoint = (call: Call, input: CreateVpcEndpointRequest): string => {
  unsupported(input, ['SubnetConfigurations', 'ServiceNetworkArn', 'ResourceConfigurationArn', 'ServiceRegion']);
  const type = input.VpcEndpointType ?? 'Gateway';
  if (type !== 'Gateway' && type !== 'Interface')
    throw unsupportedInSandbox(`VPC endpoints of type ${type} are not simulated`);
  const vpc = findVpc(call, input.VpcId ?? '');
  const { name } = endpointService(call, input.ServiceName ?? '', type);
  const others = endpointsIn(call)
    .all()
    .filter((one) => one.type === type && (type === 'Gateway' || one.vpcId === vpc.id));
  const most = type === 'Gateway' ? quotas.gatewayEndpoints : quotas.interfaceEndpointsPerVpc;
  limit(others.length + 1, most, 'VpcEndpointLimitExceeded', 'The maximum number of VPC endpoints has been reached.');
  const id = hexId('vpce');
  const isInterface = type === 'Interface';
  const privateDns = isInterface && (input.PrivateDnsEnabled ?? true);
  if (privateDns) checkPrivateDns(call, vpc.id, name);
  const asked = input.SecurityGroupIds ?? [];
  const worn = asked.length > 0 ? checkedGroups(call, vpc.id, asked) : [defaultGroupOf(call, vpc.id)];
  const groups = isInterface ? worn : [];
  const now = call.world.clock.now();
  if (!isInterface) addEndpointRoutes(call, { id, vpcId: vpc.id, serviceName: name }, input.RouteTableIds ?? []);
  endpointsIn(call).put(id, {
    id,
    vpcId: vpc.id,
    type,
    serviceName: name,
    policy: input.PolicyDocument ?? OPEN_POLICY,
    privateDns,
    groups,
    interfaceIds: isInterface ? endpointInterfaces(call, { id, vpcId: vpc.id, groups }, input.SubnetIds ?? []) : [],
    routeTableIds: isInterface ? [] : (input.RouteTableIds ?? []),
    createdAt: now,
    // A gateway endpoint is only routes: it is there at once.
    availableAt: isInterface ? now + timings.vpcEndpoint : now,
  });
  tagNew(call, id, 'vpc-endpoint', input.TagSpecifications);
  return id;
};
