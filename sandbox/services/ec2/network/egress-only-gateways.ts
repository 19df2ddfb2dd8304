import type {
  CreateEgressOnlyInternetGatewayRequest,
  CreateEgressOnlyInternetGatewayResult,
  DeleteEgressOnlyInternetGatewayRequest,
  DeleteEgressOnlyInternetGatewayResult,
  DescribeEgressOnlyInternetGatewaysRequest,
  DescribeEgressOnlyInternetGatewaysResult,
  EgressOnlyInternetGateway,
} from '@aws-sdk/client-ec2';
import { operation, type Operations, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { oncePerToken } from '../client-tokens.js';
import { findEgressOnlyGateway, findVpc } from '../finders.js';
import { listing, nextOf } from '../listing.js';
import { egressOnlyGatewaysIn, type EgressOnlyGatewayRecord } from './network-records.js';
import { arnOf, dropTags, tagList, tagNew } from '../tags.js';

/** CreateEgressOnlyInternetGateway, Describe…, Delete…. */
export const egressOnlyGatewayOperations: Operations = {
  CreateEgressOnlyInternetGateway: operation<
    CreateEgressOnlyInternetGatewayRequest,
    CreateEgressOnlyInternetGatewayResult
  >(
    (call, input) => {
      const [id = ''] = oncePerToken(call, input, () => {
        const made = hexId('eigw');
        egressOnlyGatewaysIn(call).put(made, { id: made, vpcId: findVpc(call, input.VpcId ?? '').id });
        tagNew(call, made, 'egress-only-internet-gateway', input.TagSpecifications);
        return [made];
      });
      return { EgressOnlyInternetGateway: show(call, findEgressOnlyGateway(call, id)) };
    },
    (call, { VpcId = '*' }) => [
      {
        action: 'ec2:CreateEgressOnlyInternetGateway',
        resources: [arnOf(call, 'egress-only-internet-gateway', '*'), arnOf(call, 'vpc', VpcId)],
      },
    ],
  ),

  DescribeEgressOnlyInternetGateways: operation<
    DescribeEgressOnlyInternetGatewaysRequest,
    DescribeEgressOnlyInternetGatewaysResult
  >((call, input) => {
    const found = listing(
      call,
      { rows: egressOnlyGatewaysIn(call), find: findEgressOnlyGateway, readers: {} },
      {
        ids: input.EgressOnlyInternetGatewayIds,
        filters: input.Filters,
        max: input.MaxResults,
        token: input.NextToken,
      },
    );
    return { EgressOnlyInternetGateways: found.items.map((row) => show(call, row)), ...nextOf(found) };
  }),

  DeleteEgressOnlyInternetGateway: operation<
    DeleteEgressOnlyInternetGatewayRequest,
    DeleteEgressOnlyInternetGatewayResult
  >(
    (call, { EgressOnlyInternetGatewayId = '' }) => {
      const row = findEgressOnlyGateway(call, EgressOnlyInternetGatewayId);
      egressOnlyGatewaysIn(call).delete(row.id);
      dropTags(call, row.id);
      return { ReturnCode: true };
    },
    (call, { EgressOnlyInternetGatewayId = '*' }) => [
      {
        action: 'ec2:DeleteEgressOnlyInternetGateway',
        resources: [arnOf(call, 'egress-only-internet-gateway', EgressOnlyInternetGatewayId)],
      },
    ],
  ),
};

const show = (place: Place, row: EgressOnlyGatewayRecord): EgressOnlyInternetGateway => ({
  EgressOnlyInternetGatewayId: row.id,
  Attachments: [{ State: 'attached', VpcId: row.vpcId }],
  Tags: tagList(place, row.id),
});
