import type { Activity } from '@aws-sdk/client-auto-scaling';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openWebTier, type WebTier } from './web-tier.js';

describe('standby', () => {
  let tier: WebTier;
  let id: string;
  beforeEach(() => {
    tier = openWebTier();
    tier.scale();
    id = tier.members()[0]?.InstanceId ?? '';
  });
  afterEach(() => tier.close());

  const enter = (decrement: boolean, ...InstanceIds: string[]) =>
    tier.scaling<{ Activities: Activity[] }>('EnterStandby', {
      AutoScalingGroupName: 'web',
      InstanceIds,
      ShouldDecrementDesiredCapacity: decrement,
    });
  const stateOf = (instance: string) => tier.members().find((one) => one.InstanceId === instance)?.LifecycleState;

  it('is entered through EnteringStandby, for as long as connections drain', () => {
    const [activity] = enter(true, id).Activities;
    expect(activity).toMatchObject({
      Description: `Moving EC2 instance to Standby: ${id}`,
      StatusCode: 'InProgress',
      Progress: 50,
    });
    expect(activity?.Cause).toContain(
      'was moved to standby in response to a user request, shrinking the capacity from 2 to 1.',
    );
    expect(stateOf(id)).toBe('EnteringStandby');
    expect(tier.health(id)?.State).toBe('draining');
    tier.pass(59_000);
    expect(stateOf(id)).toBe('EnteringStandby');
    tier.pass(2_000);
    expect(stateOf(id)).toBe('Standby');
    expect(tier.health(id)).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });
    expect(tier.activities()[0]).toMatchObject({ ActivityId: activity?.ActivityId, StatusCode: 'Successful' });
    expect(tier.group().DesiredCapacity).toBe(1);
  });

  it('without a smaller capacity gets a replacement launched', () => {
    enter(false, id);
    tier.pass(120_000);
    expect(tier.states()).toEqual(['InService', 'InService', 'Standby']);
    expect(tier.group().DesiredCapacity).toBe(2);
  });

  it('gets no replacement while Launch is suspended', () => {
    tier.scaling('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['Launch'] });
    enter(false, id);
    tier.pass(600_000);
    expect(tier.states()).toEqual(['InService', 'Standby']);
  });

  it('is refused with a smaller capacity where that goes below the minimum', () => {
    tier.scaling('UpdateAutoScalingGroup', { AutoScalingGroupName: 'web', MinSize: 2 });
    expect(() => enter(true, id)).toThrow(
      'AutoScalingGroup web has min-size=2, max-size=4, and desired-size=2. To place into standby 1 instance, please update the AutoScalingGroup sizes appropriately.',
    );
    expect(stateOf(id)).toBe('InService');
  });

  it('is entered from InService only', () => {
    enter(true, id);
    expect(() => enter(true, id)).toThrow(`The instance ${id} is not in InService.`);
    tier.pass(120_000);
    expect(() => enter(false, id)).toThrow(`The instance ${id} is not in InService.`);
    expect(() => enter(false, 'i-0123456789abcdef0')).toThrow('is not part of Auto Scaling group web');
  });

  it('is left by way of Pending, and raises the capacity', () => {
    enter(true, id);
    const exit = () => tier.scaling('ExitStandby', { AutoScalingGroupName: 'web', InstanceIds: [id] });
    expect(exit).toThrow(`The instance ${id} is not in Standby.`);
    tier.pass(120_000);
    exit();
    expect(stateOf(id)).toBe('Pending');
    expect(tier.group().DesiredCapacity).toBe(2);
    tier.pass(60_000);
    expect(stateOf(id)).toBe('InService');
    expect(tier.health(id)?.State).toBe('healthy');
    expect(tier.states()).toEqual(['InService', 'InService']);
  });

  it('is not left where that goes above the maximum', () => {
    enter(false, id);
    tier.pass(120_000);
    tier.scaling('UpdateAutoScalingGroup', { AutoScalingGroupName: 'web', MaxSize: 2 });
    expect(tier.refusedScaling('ExitStandby', { AutoScalingGroupName: 'web', InstanceIds: [id] })).toBe(
      'ValidationError',
    );
  });

  it('lets a host be stopped and ended without Auto Scaling looking', () => {
    enter(true, id);
    tier.pass(120_000);
    tier.compute('TerminateInstances', { InstanceIds: [id] });
    tier.pass(300_000);
    expect(tier.members().find((one) => one.InstanceId === id)).toMatchObject({
      LifecycleState: 'Standby',
      HealthStatus: 'Healthy',
    });
    tier.scaling('ExitStandby', { AutoScalingGroupName: 'web', InstanceIds: [id] });
    tier.pass(120_000);
    expect(stateOf(id)).toBeUndefined();
    expect(tier.states()).toEqual(['InService', 'InService']);
  });
});
