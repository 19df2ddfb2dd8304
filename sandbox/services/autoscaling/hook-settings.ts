import type { LifecycleHookSpecification, PutLifecycleHookType } from '@aws-sdk/client-auto-scaling';
import { AwsFailure, type Call } from '../operation.js';
import { hooksIn, type GroupRecord, type HookRecord } from './records.js';

/** The most lifecycle hooks of a group ("Quotas for Amazon EC2 Auto Scaling resources and APIs"). */
const MOST = 50;

const TRANSITIONS: readonly string[] = [
  'autoscaling:EC2_INSTANCE_LAUNCHING',
  'autoscaling:EC2_INSTANCE_TERMINATING',
] satisfies readonly HookRecord['transition'][];

const refuse = (message: string): never => {
  throw new AwsFailure('ValidationError', message);
};

/** Makes a lifecycle hook, or changes what is given of the one there is. */
export const putHook = (
  call: Call,
  group: GroupRecord,
  input: LifecycleHookSpecification | PutLifecycleHookType,
): void => {
  const id = `${group.name}/${input.LifecycleHookName}`;
  const before = hooksIn(call).get(id);
  const transition = input.LifecycleTransition ?? before?.transition ?? '';
  if (!TRANSITIONS.includes(transition)) refuse(`Unknown lifecycle transition '${transition}'.`);
  const heartbeat = input.HeartbeatTimeout ?? before?.heartbeat ?? 3600;
  if (heartbeat < 30 || heartbeat > 7200) refuse('Heartbeat timeout must be between 30 and 7200 seconds.');
  const result = input.DefaultResult ?? before?.result ?? 'ABANDON';
  if (result !== 'CONTINUE' && result !== 'ABANDON') return refuse(`Unknown lifecycle action result '${result}'.`);
  if (
    before === undefined &&
    hooksIn(call)
      .all()
      .filter((one) => one.group === group.name).length >= MOST
  )
    throw new AwsFailure('LimitExceeded', `The maximum number of lifecycle hooks (${MOST}) has been reached.`);
  if (input.RoleARN !== undefined) call.require({ action: 'iam:PassRole', resources: [input.RoleARN] });
  const target = input.NotificationTargetARN ?? before?.target;
  const roleArn = input.RoleARN ?? before?.roleArn;
  const metadata = input.NotificationMetadata ?? before?.metadata;
  hooksIn(call).put(id, {
    name: input.LifecycleHookName ?? '',
    group: group.name,
    transition: transition as HookRecord['transition'],
    heartbeat,
    result,
    ...(target !== undefined && target !== '' && { target }),
    ...(roleArn !== undefined && { roleArn }),
    ...(metadata !== undefined && { metadata }),
  });
};
