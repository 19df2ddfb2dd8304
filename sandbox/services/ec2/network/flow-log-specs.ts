import type { CreateFlowLogsRequest, FlowLog, UnsuccessfulItemError } from '@aws-sdk/client-ec2';
import { hexId } from '../../ids.js';
import { notSimulated } from '../../not-simulated.js';
import { AwsFailure, type Call, type Place } from '../../operation.js';
import { findInterface, findSubnet, findVpc, type Finder } from '../finders.js';
import { destinationIn, mayReceive } from './flow-log-destination.js';
import { wakeFlowLogs } from './flow-log-plan.js';
import { termsOf } from './flow-log-terms.js';
import { flowLogsIn, type FlowLogRecord } from './network-records.js';
import { tagList, tagNew } from '../tags.js';

const watched: Readonly<Record<string, { readonly type: string; readonly find: Finder<unknown> }>> = {
  VPC: { type: 'vpc', find: findVpc },
  Subnet: { type: 'subnet', find: findSubnet },
  NetworkInterface: { type: 'network-interface', find: findInterface },
};

/** The type in ARNs of what a flow log of this kind watches. */
export const watchedType = (resourceType: string): string => watched[resourceType]?.type ?? '*';

/** Makes the flow log of one resource: its id, or why AWS answers that this one was unsuccessful. */
export const makeFlowLog = (
  call: Call,
  input: CreateFlowLogsRequest,
  resourceId: string,
): string | UnsuccessfulItemError => {
  const kind = watched[input.ResourceType ?? ''];
  if (kind === undefined) throw notSimulated(`flow logs of ${input.ResourceType}`);
  kind.find(call, resourceId);
  const id = hexId('fl');
  const row: FlowLogRecord = {
    id,
    resourceId,
    ...termsOf(input),
    createdAt: call.world.clock.now(),
  };
  const problem = problemOf(call, row);
  if (problem !== undefined) return problem;
  flowLogsIn(call).put(id, row);
  tagNew(call, id, 'vpc-flow-log', input.TagSpecifications);
  wakeFlowLogs(call);
  return id;
};

const problemOf = (place: Place, row: FlowLogRecord): UnsuccessfulItemError | undefined => {
  const isSame = (one: FlowLogRecord): boolean =>
    one.resourceId === row.resourceId && one.destination === row.destination && one.logGroup === row.logGroup;
  if (flowLogsIn(place).all().some(isSame))
    return {
      Code: 'FlowLogAlreadyExists',
      Message: 'Error. There is an existing Flow Log with the same configuration and log destination.',
    };
  if (row.destinationType !== 's3') return undefined;
  const destination = destinationIn(row.destination ?? '');
  if (destination === undefined)
    throw new AwsFailure('InvalidParameter', `LogDestination '${row.destination}' is not the ARN of an S3 bucket.`);
  return mayReceive(place, destination)
    ? undefined
    : {
        Code: '400',
        Message: `Access Denied for LogDestination: ${destination.bucket}. Please check LogDestination permission`,
      };
};

/** A flow log as DescribeFlowLogs shows it. */
export const describeFlowLog = (place: Place, row: FlowLogRecord): FlowLog => ({
  FlowLogId: row.id,
  FlowLogStatus: 'ACTIVE',
  ResourceId: row.resourceId,
  TrafficType: row.traffic,
  LogDestinationType: row.destinationType,
  ...(row.destination !== undefined && { LogDestination: row.destination }),
  ...(row.logGroup !== undefined && { LogGroupName: row.logGroup }),
  ...(row.roleArn !== undefined && { DeliverLogsPermissionArn: row.roleArn }),
  LogFormat: row.format,
  MaxAggregationInterval: row.interval,
  ...deliveryStatus(row),
  CreationTime: new Date(row.createdAt),
  Tags: tagList(place, row.id),
});

/** Whether the last file could be delivered ("FlowLog", Amazon EC2 API Reference). */
export const deliveryStatus = ({
  deliveryError,
}: FlowLogRecord): Pick<FlowLog, 'DeliverLogsStatus' | 'DeliverLogsErrorMessage'> =>
  deliveryError === undefined
    ? { DeliverLogsStatus: 'SUCCESS' }
    : { DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access error' };
