import type {
  AttachInternetGatewayRequest,
  CreateInternetGatewayRequest,
  CreateInternetGatewayResult,
  DeleteInternetGatewayRequest,
  DescribeInternetGatewaysRequest,
  DescribeInternetGatewaysResult,
  DetachInternetGatewayRequest,
  InternetGateway,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { findInternetGateway, findVpc } from '../finders.js';
import { listing, nextOf, refusePagedIds } from '../listing.js';
import { internetGatewaysIn, type InternetGatewayRecord } from './network-records.js';
import { publicIpsOf } from '../interfaces/public-addresses.js';
import { limit, quotas } from '../quotas.js';
import { interfacesIn } from '../records.js';
import { arnOf, dropTags, tagList, tagNew } from '../tags.js';

/** CreateInternetGateway, Attach…, Detach…, Describe…, Delete…. */
export const internetGatewayOperations: Operations = {
  CreateInternetGateway: operation<CreateInternetGatewayRequest, CreateInternetGatewayResult>(
    (call, { TagSpecifications }) => {
      const rows = internetGatewaysIn(call);
      const message = 'The maximum number of internet gateways has been reached.';
      limit(rows.all().length + 1, quotas.internetGateways, 'InternetGatewayLimitExceeded', message);
      const id = hexId('igw');
      const row = rows.put(id, { id });
      tagNew(call, id, 'internet-gateway', TagSpecifications);
      return { InternetGateway: show(call, row) };
    },
    (call) => [{ action: 'ec2:CreateInternetGateway', resources: [arnOf(call, 'internet-gateway', '*')] }],
  ),

  AttachInternetGateway: operation<AttachInternetGatewayRequest, object>(
    (call, { InternetGatewayId = '', VpcId = '' }) => {
      const row = findInternetGateway(call, InternetGatewayId);
      findVpc(call, VpcId);
      if (row.vpcId !== undefined)
        throw new AwsFailure(
          'Resource.AlreadyAssociated',
          `resource ${row.id} is already attached to network ${row.vpcId}`,
        );
      if (internetGatewayOf(call, VpcId) !== undefined)
        throw new AwsFailure('InvalidParameterValue', `Network ${VpcId} already has an internet gateway attached`);
      internetGatewaysIn(call).put(row.id, { id: row.id, vpcId: VpcId });
      return {};
    },
    (call, input) => needs(call, 'ec2:AttachInternetGateway', input),
  ),

  DetachInternetGateway: operation<DetachInternetGatewayRequest, object>(
    (call, { InternetGatewayId = '', VpcId = '' }) => {
      const row = findInternetGateway(call, InternetGatewayId);
      findVpc(call, VpcId);
      if (row.vpcId !== VpcId)
        throw new AwsFailure('Gateway.NotAttached', `resource ${row.id} is not attached to network ${VpcId}`);
      const mapped = interfacesIn(call)
        .all()
        .some((one) => one.vpcId === VpcId && publicIpsOf(one).length > 0);
      if (mapped)
        throw new AwsFailure(
          'DependencyViolation',
          `Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
        );
      internetGatewaysIn(call).put(row.id, { id: row.id });
      return {};
    },
    (call, input) => needs(call, 'ec2:DetachInternetGateway', input),
  ),

  DescribeInternetGateways: operation<DescribeInternetGatewaysRequest, DescribeInternetGatewaysResult>(
    (call, input) => {
      refusePagedIds(input.InternetGatewayIds, input.MaxResults, 'internetGatewayIds');
      const found = listing(
        call,
        {
          rows: internetGatewaysIn(call),
          find: findInternetGateway,
          readers: {
            // EC2's texts have `available`, its model `attached`.
            'attachment.state': (row) => (row.vpcId === undefined ? [] : ['available', 'attached']),
            'attachment.vpc-id': (row) => row.vpcId,
            'internet-gateway-id': (row) => row.id,
            'owner-id': () => call.account,
          },
        },
        { ids: input.InternetGatewayIds, filters: input.Filters, max: input.MaxResults, token: input.NextToken },
      );
      return { InternetGateways: found.items.map((row) => show(call, row)), ...nextOf(found) };
    },
  ),

  DeleteInternetGateway: operation<DeleteInternetGatewayRequest, object>(
    (call, { InternetGatewayId = '' }) => {
      const row = findInternetGateway(call, InternetGatewayId);
      if (row.vpcId !== undefined)
        throw new AwsFailure(
          'DependencyViolation',
          `The internetGateway '${row.id}' has dependencies and cannot be deleted.`,
        );
      internetGatewaysIn(call).delete(row.id);
      dropTags(call, row.id);
      return {};
    },
    (call, { InternetGatewayId = '*' }) => [
      { action: 'ec2:DeleteInternetGateway', resources: [arnOf(call, 'internet-gateway', InternetGatewayId)] },
    ],
  ),
};

/** The internet gateway attached to a VPC, if there is one. */
export const internetGatewayOf = (place: Place, vpcId: string): InternetGatewayRecord | undefined =>
  internetGatewaysIn(place)
    .all()
    .find((one) => one.vpcId === vpcId);

const needs = (call: Call, action: string, input: AttachInternetGatewayRequest) => [
  {
    action,
    resources: [
      arnOf(call, 'internet-gateway', input.InternetGatewayId ?? '*'),
      arnOf(call, 'vpc', input.VpcId ?? '*'),
    ],
  },
];

const show = (place: Place, row: InternetGatewayRecord): InternetGateway => ({
  InternetGatewayId: row.id,
  OwnerId: place.account,
  Attachments: row.vpcId === undefined ? [] : [{ State: 'attached', VpcId: row.vpcId }],
  Tags: tagList(place, row.id),
});
