import type { Verdict } from '../../policies/evaluate.js';
import { AwsFailure } from '../operation.js';
import type { Request } from '../perform.js';

/** Services of the query and XML protocols: they say AccessDenied, with status 403. */
const QUERY = new Set([
  'autoscaling',
  'cloudformation',
  'elasticloadbalancing',
  'iam',
  'monitoring',
  'rds',
  'route53',
  's3',
  'sns',
  'sqs',
  'sts',
]);

/** Services of the REST and JSON protocol: AccessDeniedException with status 403; those of plain JSON have 400. */
const REST_JSON = new Set([
  'access-analyzer',
  'detective',
  'ebs',
  'guardduty',
  'inspector2',
  'lambda',
  'macie2',
  'securityhub',
]);

/** The denial of `action` on `resource` in the words of the service that was asked. */
export const denial = (
  { service, caller }: Request,
  action: string,
  resource: string,
  verdict: Verdict,
): AwsFailure => {
  const on = service.name === 's3' ? `"${resource}"` : resource;
  const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${on}${reason(action, verdict)}`;
  if (service.name === 'ec2')
    return new AwsFailure('UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`, 403);
  if (QUERY.has(service.name)) return new AwsFailure('AccessDenied', message, 403);
  return new AwsFailure('AccessDeniedException', message, REST_JSON.has(service.name) ? 403 : 400);
};

const reason = (action: string, { decision, by }: Verdict): string => {
  const kind = /^[aeiou]/.test(by) ? `an ${by}` : `a ${by}`;
  if (decision === 'explicitDeny') return ` with an explicit deny in ${kind}`;
  // Whom a role trusts is not told to who is not trusted.
  if (action === 'sts:AssumeRole' && by === 'resource-based policy') return '';
  return ` because no ${by} allows the ${action} action`;
};
