import type {
  DeregisterTargetsInput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  RegisterTargetsInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { operation, type Call, type Operations } from '../operation.js';
import { healthOf, NOT_REGISTERED } from './target-health.js';
import { deregisterTargets, registerTargets, targetsOf } from './targets.js';
import { targetGroupOf } from './records.js';

const needs =
  (action: string) =>
  (_: Call, { TargetGroupArn = '' }: { readonly TargetGroupArn: string | undefined }) => [
    { action, resources: [TargetGroupArn] },
  ];

/** RegisterTargets, DeregisterTargets, DescribeTargetHealth. */
export const targetOperations: Operations = {
  RegisterTargets: operation<RegisterTargetsInput, object>((call, { TargetGroupArn = '', Targets = [] }) => {
    registerTargets(call, TargetGroupArn, Targets);
    return {};
  }, needs('elasticloadbalancing:RegisterTargets')),

  DeregisterTargets: operation<DeregisterTargetsInput, object>((call, { TargetGroupArn = '', Targets = [] }) => {
    deregisterTargets(call, TargetGroupArn, Targets);
    return {};
  }, needs('elasticloadbalancing:DeregisterTargets')),

  DescribeTargetHealth: operation<DescribeTargetHealthInput, DescribeTargetHealthOutput>(
    (call, { TargetGroupArn, Targets }) => {
      const group = targetGroupOf(call, TargetGroupArn);
      const registered = targetsOf(call, group.arn).map((target) => ({
        Target: {
          Id: target.id,
          Port: target.port,
          ...(target.zone !== undefined && { AvailabilityZone: target.zone }),
        },
        HealthCheckPort: group.check.port === 'traffic-port' ? String(target.port) : group.check.port,
        TargetHealth: healthOf(call, group, target),
      }));
      if (Targets === undefined) return { TargetHealthDescriptions: registered };
      return {
        TargetHealthDescriptions: Targets.map(
          ({ Id, Port = group.port }) =>
            registered.find(({ Target }) => Target.Id === Id && Target.Port === Port) ?? {
              Target: { Id, Port },
              TargetHealth: NOT_REGISTERED,
            },
        ),
      };
    },
  ),
};
