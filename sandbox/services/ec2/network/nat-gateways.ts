import type {
  CreateNatGatewayRequest,
  CreateNatGatewayResult,
  DeleteNatGatewayRequest,
  DeleteNatGatewayResult,
  DescribeNatGatewaysRequest,
  DescribeNatGatewaysResult,
} from '@aws-sdk/client-ec2';
import { operation, type Operations } from '../../operation.js';
import { oncePerToken } from '../client-tokens.js';
import { findNatGateway } from '../finders.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { makeNatGateway } from './nat-gateway-life.js';
import { describeNatGateway, NAT_DELETED, natState, type NatPlan } from './nat-gateway-states.js';
import { natGatewaysIn } from './network-records.js';
import { arnOf } from '../tags.js';
import { timings } from '../timings.js';

/** CreateNatGateway, DescribeNatGateways, DeleteNatGateway. */
export const natGatewayOperations: Operations = {
  CreateNatGateway: operation<CreateNatGatewayRequest, CreateNatGatewayResult>(
    (call, input) => {
      const [id = ''] = oncePerToken(call, input, () => [makeNatGateway(call, input)]);
      return {
        NatGateway: describeNatGateway(call, findNatGateway(call, id)),
        ...(input.ClientToken !== undefined && { ClientToken: input.ClientToken }),
      };
    },
    (call, { SubnetId = '*', AllocationId }) => [
      {
        action: 'ec2:CreateNatGateway',
        resources: [
          arnOf(call, 'natgateway', '*'),
          arnOf(call, 'subnet', SubnetId),
          ...(AllocationId === undefined ? [] : [arnOf(call, 'elastic-ip', AllocationId)]),
        ],
      },
    ],
  ),

  DescribeNatGateways: operation<DescribeNatGatewaysRequest, DescribeNatGatewaysResult>((call, input) => {
    refusePagedIds(input.NatGatewayIds, input.MaxResults, 'natGatewayIds');
    const found = listing(
      call,
      {
        rows: natGatewaysIn(call),
        find: findNatGateway,
        readers: {
          'nat-gateway-id': (row) => row.id,
          state: (row) => natState(call, row),
          'subnet-id': (row) => row.subnetId,
          'vpc-id': (row) => row.vpcId,
        },
      },
      { ids: input.NatGatewayIds, filters: input.Filter, max: input.MaxResults, token: input.NextToken },
    );
    return { NatGateways: found.items.map((row) => describeNatGateway(call, row)), ...nextOf(found) };
  }),

  DeleteNatGateway: operation<DeleteNatGatewayRequest, DeleteNatGatewayResult>(
    (call, { NatGatewayId = '' }) => {
      const row = findNatGateway(call, NatGatewayId);
      if (row.deletedAt === undefined) {
        const now = call.world.clock.now();
        natGatewaysIn(call).put(row.id, { ...row, deletedAt: now });
        const detail: NatPlan = { account: call.account, region: call.region, id: row.id };
        const at = now + timings.natGateway;
        call.world.agenda.plan(`${NAT_DELETED} ${row.id}`, at, NAT_DELETED, detail);
      }
      return { NatGatewayId };
    },
    (call, { NatGatewayId = '*' }) => [
      { action: 'ec2:DeleteNatGateway', resources: [arnOf(call, 'natgateway', NatGatewayId)] },
    ],
  ),
};
