import type { InstanceMonitoring, MonitorInstancesRequest, MonitorInstancesResult } from '@aws-sdk/client-ec2';
import { operation, type Call, type Operations } from '../../operation.js';
import { findInstance } from '../compute-finders.js';
import { onInstances } from './instance-needs.js';
import { instancesIn } from '../records.js';

const set = (call: Call, { InstanceIds = [] }: MonitorInstancesRequest, monitoring: boolean): InstanceMonitoring[] =>
  InstanceIds.map((id) => {
    const record = findInstance(call, id);
    instancesIn(call).put(record.id, { ...record, monitoring });
    const on = record.monitoring ? 'enabled' : 'pending';
    const off = record.monitoring ? 'disabling' : 'disabled';
    return { InstanceId: record.id, Monitoring: { State: monitoring ? on : off } };
  });

/** MonitorInstances, UnmonitorInstances. */
export const monitoringOperations: Operations = {
  MonitorInstances: operation<MonitorInstancesRequest, MonitorInstancesResult>(
    (call, input) => ({ InstanceMonitorings: set(call, input, true) }),
    onInstances,
  ),
  UnmonitorInstances: operation<MonitorInstancesRequest, MonitorInstancesResult>(
    (call, input) => ({ InstanceMonitorings: set(call, input, false) }),
    onInstances,
  ),
};
