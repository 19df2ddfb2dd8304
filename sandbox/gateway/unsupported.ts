import type { ApiCall } from './api-call.js';
import type { AwsError } from './aws-error.js';

/** Services whose state in moto was shown to survive on disk. Others would forget it, so they are not offered. */
const SERVICES = new Set([
  'autoscaling',
  'config',
  'dynamodb',
  'ec2',
  'elasticloadbalancing',
  'events',
  'guardduty',
  'iam',
  'kms',
  'logs',
  'organizations',
  'route53',
  's3',
  'secretsmanager',
  'securityhub',
  'shield',
  'sns',
  'ssm',
  'sts',
  'wafv2',
]);

/** What moto answers, but wrongly enough to mislead an incident responder: never forwarded. */
const NEVER: Readonly<Record<string, RegExp>> = {
  ssm: /^(SendCommand|GetCommandInvocation|ListCommands|ListCommandInvocations|CancelCommand)$/,
  sts: /^(GetSessionToken|GetFederationToken|AssumeRoleWith\w+|AssumeRoot)$/,
  s3: /^(PutObjectRetention|GetObjectRetention|PutObjectLegalHold)$/,
  kms: /^(DisableKey|EnableKey|ScheduleKeyDeletion|CancelKeyDeletion|Sign|Verify)$/,
  guardduty: /Finding/,
  securityhub: /^(GetFindings|BatchUpdateFindings)$/,
};

/** The typed, non-retryable refusal that the SDK surfaces as an error named `UnsupportedInSandbox`. */
export function unsupported(call: Pick<ApiCall, 'service' | 'operation'>, why: string): AwsError {
  const name = `${call.service || 'unknown service'}:${call.operation || 'unknown operation'}`;
  return { status: 501, code: 'UnsupportedInSandbox', message: `${name} is not simulated: ${why}` };
}

/** The refusal of a call that must not reach moto, or `undefined` when it may. */
export function refusedHere(call: ApiCall, path: string): AwsError | undefined {
  if (path.startsWith('/moto-api') || path.startsWith('/latest/')) {
    return unsupported(call, 'this path is no AWS API');
  }
  if (!SERVICES.has(call.service)) return unsupported(call, 'the sandbox does not offer this service');
  if (NEVER[call.service]?.test(call.operation)) {
    return unsupported(call, 'the base simulator would answer something AWS would not');
  }
  return undefined;
}
