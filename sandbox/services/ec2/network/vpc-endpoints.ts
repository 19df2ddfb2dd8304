import type {
  CreateVpcEndpointRequest,
  CreateVpcEndpointResult,
  DeleteVpcEndpointsRequest,
  DeleteVpcEndpointsResult,
  DescribeVpcEndpointsRequest,
  DescribeVpcEndpointsResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { oncePerToken } from '../client-tokens.js';
import { endEndpoint, makeEndpoint } from './endpoint-life.js';
import { describeEndpoint, endpointState } from './endpoint-states.js';
import { findEndpoint } from '../finders.js';
import { listing, nextOf } from '../listing.js';
import { endpointsIn } from './network-records.js';
import { arnOf } from '../tags.js';

/** CreateVpcEndpoint, DescribeVpcEndpoints, DeleteVpcEndpoints. */
export const vpcEndpointOperations: Operations = {
  CreateVpcEndpoint: operation<CreateVpcEndpointRequest, CreateVpcEndpointResult>(
    (call, input) => {
      const [id = ''] = oncePerToken(call, input, () => [makeEndpoint(call, input)]);
      return {
        VpcEndpoint: describeEndpoint(call, findEndpoint(call, id)),
        ...(input.ClientToken !== undefined && { ClientToken: input.ClientToken }),
      };
    },
    (call, input) => [
      {
        action: 'ec2:CreateVpcEndpoint',
        resources: [
          arnOf(call, 'vpc-endpoint', '*'),
          arnOf(call, 'vpc', input.VpcId ?? '*'),
          ...(input.SubnetIds ?? []).map((id) => arnOf(call, 'subnet', id)),
          ...(input.SecurityGroupIds ?? []).map((id) => arnOf(call, 'security-group', id)),
          ...(input.RouteTableIds ?? []).map((id) => arnOf(call, 'route-table', id)),
        ],
        ...(input.ServiceName !== undefined && { context: { 'ec2:VpceServiceName': input.ServiceName } }),
      },
    ],
  ),

  DescribeVpcEndpoints: operation<DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult>((call, input) => {
    const found = listing(
      call,
      {
        rows: endpointsIn(call),
        find: findEndpoint,
        readers: {
          'ip-address-type': () => 'ipv4',
          'service-name': (row) => row.serviceName,
          'service-region': () => call.region,
          'vpc-id': (row) => row.vpcId,
          'vpc-endpoint-id': (row) => row.id,
          'vpc-endpoint-state': (row) => endpointState(call, row),
          'vpc-endpoint-type': (row) => row.type,
        },
      },
      { ids: input.VpcEndpointIds, filters: input.Filters, max: input.MaxResults, token: input.NextToken },
    );
    return { VpcEndpoints: found.items.map((row) => describeEndpoint(call, row)), ...nextOf(found) };
  }),

  DeleteVpcEndpoints: operation<DeleteVpcEndpointsRequest, DeleteVpcEndpointsResult>(
    (call, { VpcEndpointIds = [] }) => ({
      Unsuccessful: VpcEndpointIds.flatMap((ResourceId) => {
        try {
          endEndpoint(call, findEndpoint(call, ResourceId));
          return [];
        } catch (error) {
          if (!(error instanceof AwsFailure)) throw error;
          return [{ ResourceId, Error: { Code: error.code, Message: error.message } }];
        }
      }),
    }),
    (call, { VpcEndpointIds = [] }) => [
      { action: 'ec2:DeleteVpcEndpoints', resources: VpcEndpointIds.map((id) => arnOf(call, 'vpc-endpoint', id)) },
    ],
  ),
};
