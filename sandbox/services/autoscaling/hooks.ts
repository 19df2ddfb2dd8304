import type {
  CompleteLifecycleActionAnswer,
  CompleteLifecycleActionType,
  DeleteLifecycleHookAnswer,
  DeleteLifecycleHookType,
  DescribeLifecycleHooksAnswer,
  DescribeLifecycleHooksType,
  PutLifecycleHookAnswer,
  PutLifecycleHookType,
  RecordLifecycleActionHeartbeatAnswer,
  RecordLifecycleActionHeartbeatType,
} from '@aws-sdk/client-auto-scaling';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { evaluateSoon } from './evaluation.js';
import { putHook } from './hook-settings.js';
import { needsOfGroup } from './needs.js';
import { groupOf, hooksIn, membersIn, membersOf, type GroupRecord, type MemberRecord } from './records.js';
import { endWait } from './waits.js';

const refuse = (message: string): never => {
  throw new AwsFailure('ValidationError', message);
};

type Action = CompleteLifecycleActionType | RecordLifecycleActionHeartbeatType;

/** The instance that a hook holds, by its token or its id. */
const heldBy = (call: Call, group: GroupRecord, action: Action): MemberRecord => {
  const { LifecycleActionToken: token, InstanceId, LifecycleHookName: hook } = action;
  if (token === undefined && InstanceId === undefined)
    refuse('Either LifecycleActionToken or InstanceId must be specified.');
  const member = membersOf(call, group.name).find(({ id, waits }) =>
    waits.some((wait) => wait.hook === hook && (token === undefined ? id === InstanceId : wait.token === token)),
  );
  return (
    member ??
    refuse(
      token === undefined
        ? `No active Lifecycle Action found with instance ID ${InstanceId}`
        : `No active Lifecycle Action found with token ${token}`,
    )
  );
};

/** Lifecycle hooks and the actions of instances that wait for them. */
export const hookOperations: Operations = {
  PutLifecycleHook: operation<PutLifecycleHookType, PutLifecycleHookAnswer>((call, input) => {
    putHook(call, groupOf(call, input.AutoScalingGroupName), input);
    return {};
  }, needsOfGroup('PutLifecycleHook')),

  DeleteLifecycleHook: operation<DeleteLifecycleHookType, DeleteLifecycleHookAnswer>((call, input) => {
    const group = groupOf(call, input.AutoScalingGroupName);
    const { LifecycleHookName: name = '' } = input;
    const hook = hooksIn(call).get(`${group.name}/${name}`);
    if (hook === undefined) return refuse(`Lifecycle hook ${name} not found.`);
    // What it holds is completed first: launches are given up, terminations go on ("DeleteLifecycleHook").
    for (const member of membersOf(call, group.name))
      if (member.waits.some((wait) => wait.hook === name))
        endWait(call, member, name, member.state === 'Terminating:Wait' ? 'CONTINUE' : 'ABANDON');
    hooksIn(call).delete(`${group.name}/${name}`);
    evaluateSoon(call, group);
    return {};
  }, needsOfGroup('DeleteLifecycleHook')),

  DescribeLifecycleHooks: operation<DescribeLifecycleHooksType, DescribeLifecycleHooksAnswer>((call, input) => {
    const group = groupOf(call, input.AutoScalingGroupName);
    return {
      LifecycleHooks: hooksIn(call)
        .all()
        .filter((hook) => hook.group === group.name)
        .filter(({ name }) => input.LifecycleHookNames?.includes(name) ?? true)
        .map((hook) => ({
          LifecycleHookName: hook.name,
          AutoScalingGroupName: group.name,
          LifecycleTransition: hook.transition,
          HeartbeatTimeout: hook.heartbeat,
          GlobalTimeout: Math.min(172_800, hook.heartbeat * 100),
          DefaultResult: hook.result,
          ...(hook.target !== undefined && { NotificationTargetARN: hook.target }),
          ...(hook.roleArn !== undefined && { RoleARN: hook.roleArn }),
          ...(hook.metadata !== undefined && { NotificationMetadata: hook.metadata }),
        })),
    };
  }),

  CompleteLifecycleAction: operation<CompleteLifecycleActionType, CompleteLifecycleActionAnswer>((call, input) => {
    const group = groupOf(call, input.AutoScalingGroupName);
    const { LifecycleActionResult: result, LifecycleHookName: hook = '' } = input;
    if (result !== 'CONTINUE' && result !== 'ABANDON') return refuse(`Unknown lifecycle action result '${result}'.`);
    endWait(call, heldBy(call, group, input), hook, result);
    evaluateSoon(call, group);
    return {};
  }, needsOfGroup('CompleteLifecycleAction')),

  RecordLifecycleActionHeartbeat: operation<RecordLifecycleActionHeartbeatType, RecordLifecycleActionHeartbeatAnswer>(
    (call, input) => {
      const group = groupOf(call, input.AutoScalingGroupName);
      const member = heldBy(call, group, input);
      const heartbeat = hooksIn(call).get(`${group.name}/${input.LifecycleHookName}`)?.heartbeat ?? 0;
      const until = call.world.clock.now() + heartbeat * 1000;
      membersIn(call).put(member.id, {
        ...member,
        waits: member.waits.map((wait) =>
          wait.hook === input.LifecycleHookName ? { ...wait, until: Math.min(until, wait.limit) } : wait,
        ),
      });
      return {};
    },
    needsOfGroup('RecordLifecycleActionHeartbeat'),
  ),
};
