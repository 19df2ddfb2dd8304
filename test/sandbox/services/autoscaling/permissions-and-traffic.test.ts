import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Need } from '../../../../sandbox/services/operation.js';
import { openWebTier, type WebTier } from './web-tier.js';

describe('a group and those who change it', () => {
  let tier: WebTier;
  let asked: Need[];
  beforeEach(() => {
    asked = [];
    tier = openWebTier((_world, _request, need) => void asked.push(need));
    tier.scale();
    asked = [];
  });
  afterEach(() => tier.close());

  const id = (): string => tier.members()[0]?.InstanceId ?? '';
  const needs = (action: string) => asked.filter((need) => need.action === action).map(({ resources }) => resources);

  it('are asked for the permission on its ARN', () => {
    const { AutoScalingGroupARN } = tier.group();
    const one = id();
    tier.scaling('SetInstanceHealth', { InstanceId: one, HealthStatus: 'Healthy' });
    tier.scaling('EnterStandby', {
      AutoScalingGroupName: 'web',
      InstanceIds: [one],
      ShouldDecrementDesiredCapacity: true,
    });
    for (const action of ['SetInstanceHealth', 'EnterStandby'])
      expect(needs(`autoscaling:${action}`)).toEqual([[AutoScalingGroupARN]]);
    expect(needs('autoscaling:DescribeAutoScalingGroups')[0]).toEqual(['*']);
  });

  it('are asked for the permission on the target group, for targets', () => {
    tier.balancing('DeregisterTargets', { TargetGroupArn: tier.targets, Targets: [{ Id: id() }] });
    expect(needs('elasticloadbalancing:DeregisterTargets')).toEqual([[tier.targets]]);
  });

  it('can take it from behind a target group and put it back', () => {
    const named = { AutoScalingGroupName: 'web', TargetGroupARNs: [tier.targets] };
    tier.scaling('DetachLoadBalancerTargetGroups', named);
    expect(tier.group().TargetGroupARNs).toEqual([]);
    expect(tier.health(id())?.State).toBe('draining');
    tier.pass(90_000);
    expect(tier.states()).toEqual(['InService', 'InService']);
    tier.scaling('AttachLoadBalancerTargetGroups', named);
    tier.pass(30_000);
    expect(tier.health(id())?.State).toBe('healthy');
    expect(tier.scaling('DescribeLoadBalancerTargetGroups', { AutoScalingGroupName: 'web' })).toEqual({
      LoadBalancerTargetGroups: [{ LoadBalancerTargetGroupARN: tier.targets, State: 'InService' }],
    });
  });

  it('meet a warm pool only as something that is not played', () => {
    expect(tier.refusedScaling('PutWarmPool', { AutoScalingGroupName: 'web' })).toBe('UnsupportedInSandbox');
    expect(tier.scaling('DescribeWarmPool', { AutoScalingGroupName: 'web' })).toEqual({ Instances: [] });
  });
});

describe('a launch configuration', () => {
  it('is kept while a group uses it', () => {
    const tier = openWebTier();
    const LaunchConfigurationName = 'old';
    const configuration = { LaunchConfigurationName, ImageId: 'ami-0f1eb4ea0000000a1', InstanceType: 't3.micro' };
    tier.scaling('CreateLaunchConfiguration', configuration);
    expect(tier.refusedScaling('CreateLaunchConfiguration', configuration)).toBe('AlreadyExists');
    tier.scale({ LaunchTemplate: undefined, LaunchConfigurationName });
    expect(tier.members()[0]).toMatchObject({ LaunchConfigurationName, InstanceType: 't3.micro' });
    expect(tier.refusedScaling('DeleteLaunchConfiguration', { LaunchConfigurationName })).toBe('ResourceInUse');
    tier.close();
  });
});
