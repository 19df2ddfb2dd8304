import type { CreateFlowLogsRequest, FlowLog } from '@aws-sdk/client-ec2';
import { AwsFailure, type Call, type Place } from '../../operation.js';
import { hexId } from '../../ids.js';
import { findInterface, findSubnet, findVpc, type Finder } from '../finders.js';
import { flowLogsIn, type FlowLogRecord } from './network-records.js';
import { tagList, tagNew } from '../tags.js';

// "Flow log records": the fields of version 2.
const FORMAT =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';

const watched: Readonly<Record<string, { readonly type: string; readonly find: Finder<unknown> }>> = {
  VPC: { type: 'vpc', find: findVpc },
  Subnet: { type: 'subnet', find: findSubnet },
  NetworkInterface: { type: 'network-interface', find: findInterface },
};

/** The type in ARNs of what a flow log of this kind watches. */
export const watchedType = (resourceType: string): string => watched[resourceType]?.type ?? '*';

/** Makes the flow log of one resource; refused where there is the same already. */
export const makeFlowLog = (call: Call, input: CreateFlowLogsRequest, resourceId: string): string => {
  const kind = watched[input.ResourceType ?? ''];
  if (kind === undefined)
    throw new AwsFailure('UnsupportedInSandbox', `Flow logs of ${input.ResourceType} are not simulated`, 501);
  kind.find(call, resourceId);
  const terms = {
    resourceId,
    traffic: input.TrafficType ?? 'ALL',
    destinationType: input.LogDestinationType ?? 'cloud-watch-logs',
    ...destinationOf(input),
  } as const;
  const same = (one: FlowLogRecord): boolean =>
    one.resourceId === resourceId && one.destination === terms.destination && one.logGroup === terms.logGroup;
  if (flowLogsIn(call).all().some(same))
    throw new AwsFailure(
      'FlowLogAlreadyExists',
      'Error. There is an existing Flow Log with the same configuration and log destination.',
    );
  const interval = input.MaxAggregationInterval ?? 600;
  if (interval !== 60 && interval !== 600)
    throw new AwsFailure(
      'InvalidParameter',
      `Invalid value '${interval}' for maxAggregationInterval. Allowed: 60, 600.`,
    );
  const id = hexId('fl');
  const createdAt = call.world.clock.now();
  flowLogsIn(call).put(id, { id, ...terms, format: input.LogFormat ?? FORMAT, interval, createdAt });
  tagNew(call, id, 'vpc-flow-log', input.TagSpecifications);
  return id;
};

const destinationOf = (input: CreateFlowLogsRequest): Pick<FlowLogRecord, 'destination' | 'logGroup' | 'roleArn'> => {
  const { LogDestination, LogGroupName, DeliverLogsPermissionArn } = input;
  const toLogs = (input.LogDestinationType ?? 'cloud-watch-logs') === 'cloud-watch-logs';
  if (LogDestination === undefined && LogGroupName === undefined)
    throw new AwsFailure('InvalidParameter', 'LogDestination can not be empty.');
  if (toLogs && DeliverLogsPermissionArn === undefined)
    throw new AwsFailure(
      'InvalidParameter',
      'DeliverLogsPermissionArn can not be empty if LogDestinationType is cloud-watch-logs.',
    );
  return {
    ...(LogDestination !== undefined && { destination: LogDestination }),
    ...(LogGroupName !== undefined && { logGroup: LogGroupName }),
    ...(DeliverLogsPermissionArn !== undefined && { roleArn: DeliverLogsPermissionArn }),
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
  DeliverLogsStatus: 'SUCCESS',
  CreationTime: new Date(row.createdAt),
  Tags: tagList(place, row.id),
});
