import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Place } from '../operation.js';
import { loadBalancersUsing } from './in-use.js';
import type { TargetGroupRecord } from './records.js';

/** A target group as DescribeTargetGroups shows it. */
export const targetGroupShown = (place: Place, group: TargetGroupRecord): TargetGroup => ({
  TargetGroupArn: group.arn,
  TargetGroupName: group.name,
  Protocol: group.protocol as never,
  Port: group.port,
  VpcId: group.vpcId,
  HealthCheckProtocol: group.check.protocol as never,
  HealthCheckPort: group.check.port,
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: group.check.intervalSeconds,
  HealthCheckTimeoutSeconds: group.check.timeoutSeconds,
  HealthyThresholdCount: group.check.healthyThreshold,
  UnhealthyThresholdCount: group.check.unhealthyThreshold,
  ...(group.check.path !== undefined && { HealthCheckPath: group.check.path }),
  ...(group.check.matcher && { Matcher: group.check.matcher }),
  LoadBalancerArns: loadBalancersUsing(place, group.arn).map((one) => one.arn),
  TargetType: group.type,
  ...(group.protocolVersion !== undefined && { ProtocolVersion: group.protocolVersion }),
  IpAddressType: group.ipAddressType as never,
});
