import type {
  CreateFlowLogsRequest,
  CreateFlowLogsResult,
  DeleteFlowLogsRequest,
  DeleteFlowLogsResult,
  DescribeFlowLogsRequest,
  DescribeFlowLogsResult,
} from '@aws-sdk/client-ec2';
import { operation, type Operations } from '../../operation.js';
import { oncePerToken } from '../client-tokens.js';
import { finder } from '../finders.js';
import { forgetFiles } from './flow-log-plan.js';
import { deliveryStatus, describeFlowLog, makeFlowLog, watchedType } from './flow-log-specs.js';
import { listing, nextOf } from '../listing.js';
import { flowLogsIn } from './network-records.js';
import { arnOf, dropTags } from '../tags.js';
import { unsupported } from '../unsupported.js';

const findFlowLog = finder(flowLogsIn, {
  prefix: 'fl',
  malformed: 'InvalidFlowLogId.NotFound',
  missing: 'InvalidFlowLogId.NotFound',
  what: 'flow log ID',
});

/** CreateFlowLogs, DescribeFlowLogs, DeleteFlowLogs. Only flow logs to S3 are delivered. */
export const flowLogOperations: Operations = {
  CreateFlowLogs: operation<CreateFlowLogsRequest, CreateFlowLogsResult>(
    (call, input) => {
      unsupported(input, ['DeliverCrossAccountRole', 'DestinationOptions', 'TagFieldSpecifications']);
      if (input.DeliverLogsPermissionArn !== undefined)
        call.require({ action: 'iam:PassRole', resources: [input.DeliverLogsPermissionArn] });
      // "Create a flow log that publishes to Amazon S3": what the principal needs beside it.
      if (input.LogDestinationType === 's3')
        for (const action of ['logs:CreateLogDelivery', 'logs:DeleteLogDelivery'])
          call.require({ action, resources: ['*'] });
      const failed: NonNullable<CreateFlowLogsResult['Unsuccessful']> = [];
      const ids = oncePerToken(call, input, () =>
        (input.ResourceIds ?? []).flatMap((ResourceId) => {
          const made = makeFlowLog(call, input, ResourceId);
          if (typeof made === 'string') return [made];
          failed.push({ ResourceId, Error: made });
          return [];
        }),
      );
      return {
        FlowLogIds: [...ids],
        Unsuccessful: failed,
        ...(input.ClientToken !== undefined && { ClientToken: input.ClientToken }),
      };
    },
    (call, { ResourceIds = [], ResourceType = '' }) => [
      {
        action: 'ec2:CreateFlowLogs',
        resources: [
          arnOf(call, 'vpc-flow-log', '*'),
          ...ResourceIds.map((id) => arnOf(call, watchedType(ResourceType), id)),
        ],
      },
    ],
  ),

  DescribeFlowLogs: operation<DescribeFlowLogsRequest, DescribeFlowLogsResult>((call, input) => {
    const found = listing(
      call,
      {
        rows: flowLogsIn(call),
        find: findFlowLog,
        readers: {
          'deliver-log-status': (row) => deliveryStatus(row).DeliverLogsStatus,
          'log-destination-type': (row) => row.destinationType,
          'flow-log-id': (row) => row.id,
          'log-group-name': (row) => row.logGroup,
          'resource-id': (row) => row.resourceId,
          'traffic-type': (row) => row.traffic,
        },
      },
      { ids: input.FlowLogIds, filters: input.Filter, max: input.MaxResults, token: input.NextToken },
    );
    return { FlowLogs: found.items.map((row) => describeFlowLog(call, row)), ...nextOf(found) };
  }),

  DeleteFlowLogs: operation<DeleteFlowLogsRequest, DeleteFlowLogsResult>(
    (call, { FlowLogIds = [] }) => ({
      Unsuccessful: FlowLogIds.flatMap((ResourceId) => {
        if (flowLogsIn(call).get(ResourceId) !== undefined) {
          flowLogsIn(call).delete(ResourceId);
          dropTags(call, ResourceId);
          forgetFiles(call, ResourceId);
          return [];
        }
        const Message = `These flow log ids in the input list are not found: [TotalCount: 1] ${ResourceId}`;
        return [{ ResourceId, Error: { Code: 'InvalidFlowLogId.NotFound', Message } }];
      }),
    }),
    (call, { FlowLogIds = [] }) => [
      { action: 'ec2:DeleteFlowLogs', resources: FlowLogIds.map((id) => arnOf(call, 'vpc-flow-log', id)) },
    ],
  ),
};
