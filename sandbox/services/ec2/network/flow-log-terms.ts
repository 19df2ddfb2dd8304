import type { CreateFlowLogsRequest } from '@aws-sdk/client-ec2';
import { AwsFailure } from '../../operation.js';
import { checkFormat, DEFAULT_FORMAT } from './flow-log-fields.js';
import type { FlowLogRecord } from './network-records.js';

type Target = Pick<FlowLogRecord, 'destinationType' | 'destination' | 'logGroup' | 'roleArn'>;

/** What a flow log is to show, how and where to, with AWS's defaults; refused where AWS refuses it. */
export const termsOf = (
  input: CreateFlowLogsRequest,
): Target & Pick<FlowLogRecord, 'traffic' | 'format' | 'interval'> => ({
  traffic: input.TrafficType ?? 'ALL',
  ...targetOf(input),
  format: formatOf(input),
  interval: intervalOf(input),
});

const formatOf = ({ LogFormat = DEFAULT_FORMAT }: CreateFlowLogsRequest): string => {
  checkFormat(LogFormat);
  return LogFormat;
};

const intervalOf = ({ MaxAggregationInterval: interval = 600 }: CreateFlowLogsRequest): FlowLogRecord['interval'] => {
  if (interval !== 60 && interval !== 600)
    throw new AwsFailure(
      'InvalidParameter',
      `Invalid value '${interval}' for maxAggregationInterval. Allowed: 60, 600.`,
    );
  return interval;
};

const targetOf = (input: CreateFlowLogsRequest): Target => {
  const { LogDestination, LogGroupName, DeliverLogsPermissionArn, LogDestinationType = 'cloud-watch-logs' } = input;
  if (LogDestination === undefined && LogGroupName === undefined)
    throw new AwsFailure('InvalidParameter', 'LogDestination can not be empty.');
  if (LogDestinationType === 'cloud-watch-logs' && DeliverLogsPermissionArn === undefined)
    throw new AwsFailure(
      'InvalidParameter',
      'DeliverLogsPermissionArn can not be empty if LogDestinationType is cloud-watch-logs.',
    );
  if (LogDestinationType === 's3' && DeliverLogsPermissionArn !== undefined)
    throw new AwsFailure('InvalidParameter', 'DeliverLogsPermissionArn is not applicable for s3 delivery');
  return {
    destinationType: LogDestinationType,
    ...(LogDestination !== undefined && { destination: LogDestination }),
    ...(LogGroupName !== undefined && { logGroup: LogGroupName }),
    ...(DeliverLogsPermissionArn !== undefined && { roleArn: DeliverLogsPermissionArn }),
  };
};
