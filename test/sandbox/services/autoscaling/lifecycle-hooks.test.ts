import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openWebTier, type WebTier } from './web-tier.js';

describe('lifecycle hooks', () => {
  let tier: WebTier;
  beforeEach(() => {
    tier = openWebTier();
    tier.scale({ DesiredCapacity: 1 });
  });
  afterEach(() => tier.close());

  const hook = (transition: string, input: object = {}) =>
    tier.scaling('PutLifecycleHook', {
      AutoScalingGroupName: 'web',
      LifecycleHookName: 'hold',
      LifecycleTransition: `autoscaling:EC2_INSTANCE_${transition}`,
      HeartbeatTimeout: 300,
      ...input,
    });
  const complete = (InstanceId: string, LifecycleActionResult: string) =>
    tier.scaling('CompleteLifecycleAction', {
      AutoScalingGroupName: 'web',
      LifecycleHookName: 'hold',
      InstanceId,
      LifecycleActionResult,
    });
  const end = (InstanceId: string) =>
    tier.scaling('TerminateInstanceInAutoScalingGroup', { InstanceId, ShouldDecrementDesiredCapacity: false });

  it('hold a launch in Pending:Wait until it is completed', () => {
    hook('LAUNCHING');
    tier.scaling('SetDesiredCapacity', { AutoScalingGroupName: 'web', DesiredCapacity: 2 });
    tier.pass(60_000);
    expect(tier.states()).toEqual(['InService', 'Pending:Wait']);
    const id = tier.members()[1]?.InstanceId ?? '';
    expect(tier.health(id)).toMatchObject({ State: 'unused' });
    complete(id, 'CONTINUE');
    tier.pass(30_000);
    expect(tier.states()).toEqual(['InService', 'InService']);
  });

  it('give a launch up when it is abandoned, and another one begins', () => {
    hook('LAUNCHING');
    tier.scaling('SetDesiredCapacity', { AutoScalingGroupName: 'web', DesiredCapacity: 2 });
    tier.pass(60_000);
    const id = tier.members()[1]?.InstanceId ?? '';
    complete(id, 'ABANDON');
    tier.pass(60_000);
    expect(tier.state(id)).toBe('terminated');
    expect(tier.states()).toEqual(['InService', 'Pending:Wait']);
  });

  it('hold a termination after draining, longer with every heartbeat, and then let it go', () => {
    hook('TERMINATING');
    const id = tier.members()[0]?.InstanceId ?? '';
    end(id);
    tier.pass(30_000);
    expect(tier.members().find((one) => one.InstanceId === id)?.LifecycleState).toBe('Terminating');
    tier.pass(60_000);
    expect(tier.members().find((one) => one.InstanceId === id)?.LifecycleState).toBe('Terminating:Wait');
    expect(tier.state(id)).toBe('running');
    tier.pass(200_000);
    tier.scaling('RecordLifecycleActionHeartbeat', {
      AutoScalingGroupName: 'web',
      LifecycleHookName: 'hold',
      InstanceId: id,
    });
    tier.pass(200_000);
    expect(tier.state(id)).toBe('running');
    tier.pass(200_000);
    expect(tier.state(id)).toBe('terminated');
  });

  it('are completed only while they hold the instance', () => {
    hook('TERMINATING');
    const id = tier.members()[0]?.InstanceId ?? '';
    expect(() => complete(id, 'CONTINUE')).toThrow(`No active Lifecycle Action found with instance ID ${id}`);
    end(id);
    tier.pass(90_000);
    complete(id, 'CONTINUE');
    tier.pass(30_000);
    expect(tier.state(id)).toBe('terminated');
  });

  it('are described with their limits, and refused outside of them', () => {
    hook('TERMINATING', { HeartbeatTimeout: 60 });
    expect(tier.scaling('DescribeLifecycleHooks', { AutoScalingGroupName: 'web' })).toMatchObject({
      LifecycleHooks: [
        { LifecycleHookName: 'hold', HeartbeatTimeout: 60, GlobalTimeout: 6000, DefaultResult: 'ABANDON' },
      ],
    });
    expect(() => hook('TERMINATING', { HeartbeatTimeout: 10 })).toThrow('Heartbeat timeout');
  });
});
