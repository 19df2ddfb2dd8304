import type { InstanceStatus } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { Readers } from '../filters.js';
import { stateOf, stateShape } from './instance-states.js';
import type { InstanceRecord } from '../records.js';
import { zoneId } from '../network/zones.js';

/** How long AWS's first status checks of a started instance take, in milliseconds. */
const CHECKS = 120_000;

/** What AWS's status checks say: nothing unless it runs, then that they are under way, then that all is well. */
export const describeStatus = (place: Place, record: InstanceRecord): InstanceStatus => {
  const state = stateOf(place, record);
  const since = record.state.until;
  const checked = place.world.clock.now() >= since + CHECKS;
  const status = state !== 'running' ? 'not-applicable' : checked ? 'ok' : 'initializing';
  const summary = {
    Status: status,
    Details:
      state === 'running'
        ? [{ Name: 'reachability' as const, Status: checked ? ('passed' as const) : ('initializing' as const) }]
        : [],
  } as const;
  return {
    InstanceId: record.id,
    AvailabilityZone: record.zone,
    AvailabilityZoneId: zoneId(record.zone),
    InstanceState: stateShape(state),
    InstanceStatus: summary,
    SystemStatus: summary,
    AttachedEbsStatus: summary,
    Events: [],
    Operator: { Managed: false },
  };
};

/** Filters of DescribeInstanceStatus. */
export const statusReaders: Readers<InstanceStatus> = {
  'availability-zone': (one) => one.AvailabilityZone,
  'instance-state-code': (one) => one.InstanceState?.Code,
  'instance-state-name': (one) => one.InstanceState?.Name,
  'instance-status.reachability': (one) => one.InstanceStatus?.Details?.map((each) => each.Status ?? ''),
  'instance-status.status': (one) => one.InstanceStatus?.Status,
  'operator.managed': (one) => one.Operator?.Managed,
  'system-status.reachability': (one) => one.SystemStatus?.Details?.map((each) => each.Status ?? ''),
  'system-status.status': (one) => one.SystemStatus?.Status,
};
