import { throttled } from '../limits/refusal.js';
import { AwsFailure } from '../services/operation.js';
import type { FaultyRequest } from './match.js';
import type { Fault } from './order.js';

/** What the fault answers instead of letting the call have its effect; undefined for kinds that do not refuse. */
export const refusalBy = (fault: Fault, request: FaultyRequest, callerArn: string): AwsFailure | undefined => {
  if (fault.kind === 'error') return new AwsFailure(fault.code, fault.message, fault.status);
  if (fault.kind === 'throttle') return throttled(request.service);
  if (fault.kind === 'denied')
    return denied(request.service, callerArn, fault.permission ?? `${request.service}:${request.operation}`);
  return undefined;
};

/** As the service says it when a policy denies: codes and status differ by protocol. */
const denied = (service: string, callerArn: string, permission: string): AwsFailure => {
  const reason = `is not authorized to perform: ${permission} with an explicit deny in a service control policy`;
  const text = `User: ${callerArn} ${reason}`;
  if (service === 'ec2')
    return new AwsFailure('UnauthorizedOperation', `You are not authorized to perform this operation. ${text}`, 403);
  if (QUERY.has(service)) return new AwsFailure('AccessDenied', text, 403);
  return new AwsFailure('AccessDeniedException', text, REST.has(service) ? 403 : 400);
};

const QUERY = new Set(['iam', 'sts', 'autoscaling', 'elasticloadbalancing', 's3']);
const REST = new Set(['guardduty', 'securityhub', 'lambda']);
