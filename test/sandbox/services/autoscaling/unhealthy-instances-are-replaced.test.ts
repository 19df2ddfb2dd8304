import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openWebTier, type WebTier } from './web-tier.js';

describe('a group that checks the health of its instances', () => {
  let tier: WebTier;
  beforeEach(() => {
    tier = openWebTier();
    tier.scale();
  });
  afterEach(() => tier.close());

  const first = (): string => tier.members()[0]?.InstanceId ?? '';

  it('has its instances in service, in two zones, behind the load balancer', () => {
    expect(tier.states()).toEqual(['InService', 'InService']);
    expect(new Set(tier.members().map((one) => one.AvailabilityZone)).size).toBe(2);
    for (const { InstanceId = '' } of tier.members()) expect(tier.health(InstanceId)?.State).toBe('healthy');
  });

  it('ends and replaces an isolated instance, termination protection or not', () => {
    const id = first();
    tier.compute('ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: true } });
    tier.isolate(id);
    tier.pass(9_000);
    expect(tier.health(id)?.State).toBe('healthy');
    tier.pass(31_000);
    expect(tier.members().find((one) => one.InstanceId === id)).toMatchObject({
      LifecycleState: 'Terminating',
      HealthStatus: 'Unhealthy',
    });
    tier.pass(120_000);
    expect(tier.state(id)).toBe('terminated');
    expect(tier.states()).toEqual(['InService', 'InService']);
    const causes = tier.activities().map(({ Cause }) => Cause ?? '');
    expect(causes.filter((cause) => cause.includes('ELB system health check failure'))).toHaveLength(1);
    expect(causes.filter((cause) => cause.includes('unhealthy instance needing to be replaced'))).toHaveLength(1);
  });

  it('leaves an isolated instance alone while it is on standby', () => {
    const id = first();
    tier.scaling('EnterStandby', {
      AutoScalingGroupName: 'web',
      InstanceIds: [id],
      ShouldDecrementDesiredCapacity: true,
    });
    tier.isolate(id);
    tier.pass(3_600_000);
    expect(tier.state(id)).toBe('running');
    expect(tier.states()).toEqual(['InService', 'Standby']);
  });

  it.each(['HealthCheck', 'ReplaceUnhealthy', 'Terminate'])('leaves it alone while %s is suspended', (process) => {
    const id = first();
    tier.scaling('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: [process] });
    tier.isolate(id);
    tier.pass(600_000);
    expect(tier.health(id)).toEqual({
      State: 'unhealthy',
      Reason: 'Target.Timeout',
      Description: 'Request timed out',
    });
    expect(tier.states()).toEqual(['InService', 'InService']);
    tier.scaling('ResumeProcesses', { AutoScalingGroupName: 'web' });
    tier.pass(300_000);
    expect(tier.state(id)).toBe('terminated');
  });

  it('ends it but launches nothing while Launch is suspended', () => {
    const id = first();
    tier.scaling('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['Launch'] });
    tier.isolate(id);
    tier.pass(300_000);
    expect(tier.state(id)).toBe('terminated');
    expect(tier.states()).toEqual(['InService']);
    tier.scaling('ResumeProcesses', { AutoScalingGroupName: 'web' });
    tier.pass(60_000);
    expect(tier.states()).toEqual(['InService', 'InService']);
  });

  it.each(['StopInstances', 'TerminateInstances'])('replaces an instance after %s', (operation) => {
    const id = first();
    tier.compute(operation, { InstanceIds: [id] });
    tier.pass(180_000);
    expect(tier.members().map((one) => one.InstanceId)).not.toContain(id);
    expect(tier.state(id)).toBe('terminated');
    expect(tier.states()).toEqual(['InService', 'InService']);
  });

  it('waits for the grace period with what the load balancer says', () => {
    tier.scaling('UpdateAutoScalingGroup', { AutoScalingGroupName: 'web', HealthCheckGracePeriod: 600 });
    tier.isolate(first());
    tier.pass(300_000);
    expect(tier.states()).toEqual(['InService', 'InService']);
    tier.pass(400_000);
    expect(tier.members()).toHaveLength(2);
    expect(tier.activities().some(({ Cause = '' }) => Cause.includes('ELB system'))).toBe(true);
  });

  it('does what SetInstanceHealth says, protection from scale-in or not', () => {
    const id = first();
    tier.pass(60_000);
    tier.scaling('SetInstanceProtection', {
      AutoScalingGroupName: 'web',
      InstanceIds: [id],
      ProtectedFromScaleIn: true,
    });
    tier.scaling('SetInstanceHealth', { InstanceId: id, HealthStatus: 'Unhealthy' });
    tier.pass(180_000);
    expect(tier.state(id)).toBe('terminated');
    expect(tier.activities().some(({ Cause = '' }) => Cause.includes('user health-check'))).toBe(true);
  });

  it('tells on an instance which group it is in, and hands on tags that it is told to', () => {
    tier.scaling('CreateOrUpdateTags', {
      Tags: [
        { ResourceId: 'web', ResourceType: 'auto-scaling-group', Key: 'team', Value: 'shop', PropagateAtLaunch: true },
        { ResourceId: 'web', ResourceType: 'auto-scaling-group', Key: 'cost', Value: '7', PropagateAtLaunch: false },
      ],
    });
    tier.scaling('SetDesiredCapacity', { AutoScalingGroupName: 'web', DesiredCapacity: 3 });
    tier.pass(60_000);
    const id = tier.members()[2]?.InstanceId;
    const { Tags } = tier.compute<{ Tags: { Key: string; Value: string }[] }>('DescribeTags', {
      Filters: [{ Name: 'resource-id', Values: [id] }],
    });
    expect(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))).toEqual({
      'aws:autoscaling:groupName': 'web',
      team: 'shop',
    });
  });
});
