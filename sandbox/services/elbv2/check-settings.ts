import type { CreateTargetGroupInput, ModifyTargetGroupInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsFailure } from '../operation.js';
import type { TargetGroupRecord } from './records.js';

type Check = TargetGroupRecord['check'];

/**
 * The health check that a request asks for, over the one there is or over AWS's defaults for the protocol of the
 * target group ("CreateTargetGroup", Elastic Load Balancing API Reference).
 */
export const checkWith = (
  protocol: string,
  input: CreateTargetGroupInput | ModifyTargetGroupInput,
  before: Check = defaultsFor(protocol, input.HealthCheckProtocol),
): Check => {
  const checkProtocol = input.HealthCheckProtocol ?? before.protocol;
  if (isWeb(protocol) && checkProtocol === 'TCP')
    throw new AwsFailure('InvalidConfigurationRequest', `Health check protocol 'TCP' is not supported for ${protocol}`);
  if (!isWeb(checkProtocol) && checkProtocol !== 'TCP')
    throw new AwsFailure('ValidationError', `Health check protocol '${checkProtocol}' is not supported`);
  if (input.HealthCheckEnabled === false)
    throw new AwsFailure(
      'ValidationError',
      'Health check enabled must be true for target groups with target type instance or ip',
    );
  if (!isWeb(checkProtocol) && (input.HealthCheckPath !== undefined || input.Matcher !== undefined))
    throw new AwsFailure('InvalidConfigurationRequest', 'Health check path and matcher are for HTTP and HTTPS only');
  const check: Check = {
    ...before,
    protocol: checkProtocol,
    port: input.HealthCheckPort ?? before.port,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? before.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? before.unhealthyThreshold,
    ...(input.HealthCheckPath !== undefined && { path: input.HealthCheckPath }),
    ...(input.Matcher && { matcher: JSON.parse(JSON.stringify(input.Matcher)) as NonNullable<Check['matcher']> }),
  };
  if (check.timeoutSeconds >= check.intervalSeconds)
    throw new AwsFailure(
      'ValidationError',
      `Health check timeout '${check.timeoutSeconds}' must be smaller than the interval '${check.intervalSeconds}'`,
    );
  return check;
};

const isWeb = (protocol: string): boolean => protocol === 'HTTP' || protocol === 'HTTPS';

const defaultsFor = (protocol: string, asked: string | undefined): Check => {
  const own = asked ?? (isWeb(protocol) ? 'HTTP' : 'TCP');
  return {
    protocol: own,
    port: 'traffic-port',
    ...(isWeb(own) && { path: '/', matcher: { HttpCode: isWeb(protocol) ? '200' : '200-399' } }),
    intervalSeconds: 30,
    timeoutSeconds: isWeb(protocol) ? 5 : own === 'HTTP' ? 6 : 10,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
  };
};
