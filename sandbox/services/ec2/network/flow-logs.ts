import type {
  CreateFlowLogsRequest,
  CreateFlowLogsResult,
  DeleteFlowLogsRequest,
  DeleteFlowLogsResult,
  DescribeFlowLogsRequest,
  DescribeFlowLogsResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../../operation.js';
import { oncePerToken } from '../client-tokens.js';
import { finder } from '../finders.js';
import { describeFlowLog, makeFlowLog, watchedType } from './flow-log-specs.js';
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

/** CreateFlowLogs, DescribeFlowLogs, DeleteFlowLogs. What would be delivered is written by nobody yet. */
export const flowLogOperations: Operations = {
  CreateFlowLogs: operation<CreateFlowLogsRequest, CreateFlowLogsResult>(
    (call, input) => {
      unsupported(input, ['DeliverCrossAccountRole', 'DestinationOptions', 'TagFieldSpecifications']);
      if (input.DeliverLogsPermissionArn !== undefined)
        call.require({ action: 'iam:PassRole', resources: [input.DeliverLogsPermissionArn] });
      const failed: NonNullable<CreateFlowLogsResult['Unsuccessful']> = [];
      const ids = oncePerToken(call, input, () =>
        (input.ResourceIds ?? []).flatMap((ResourceId) => {
          try {
            return [makeFlowLog(call, input, ResourceId)];
          } catch (error) {
            if (!(error instanceof AwsFailure) || error.code !== 'FlowLogAlreadyExists') throw error;
            failed.push({ ResourceId, Error: { Code: error.code, Message: error.message } });
            return [];
          }
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
          'deliver-log-status': () => 'SUCCESS',
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
