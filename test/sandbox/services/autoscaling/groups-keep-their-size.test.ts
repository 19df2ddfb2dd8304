import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openWebTier, type WebTier } from './web-tier.js';

describe('a group', () => {
  let tier: WebTier;
  beforeEach(() => {
    tier = openWebTier();
    tier.scale();
  });
  afterEach(() => tier.close());

  const named = (input: object = {}) => ({ AutoScalingGroupName: 'web', ...input });

  it('grows and shrinks to what is asked, within its limits', () => {
    tier.scaling('SetDesiredCapacity', named({ DesiredCapacity: 4 }));
    tier.pass(60_000);
    expect(tier.states()).toHaveLength(4);
    tier.scaling('SetDesiredCapacity', named({ DesiredCapacity: 1 }));
    tier.pass(180_000);
    expect(tier.states()).toEqual(['InService']);
    expect(tier.refusedScaling('SetDesiredCapacity', named({ DesiredCapacity: 5 }))).toBe('ValidationError');
    expect(tier.activities().map(({ Cause }) => Cause)).toContainEqual(
      expect.stringContaining(
        'user request explicitly set group desired capacity changing the desired capacity from 2 to 4',
      ),
    );
  });

  it('does not end what is protected from scale-in', () => {
    const InstanceIds = tier.members().map((one) => one.InstanceId);
    tier.scaling('SetInstanceProtection', named({ InstanceIds, ProtectedFromScaleIn: true }));
    tier.scaling('SetDesiredCapacity', named({ DesiredCapacity: 1 }));
    tier.pass(300_000);
    expect(tier.states()).toEqual(['InService', 'InService']);
  });

  it('does not end anything while Terminate is suspended', () => {
    tier.scaling('SuspendProcesses', named({ ScalingProcesses: ['Terminate'] }));
    tier.scaling('SetDesiredCapacity', named({ DesiredCapacity: 1 }));
    tier.pass(300_000);
    expect(tier.states()).toEqual(['InService', 'InService']);
    expect(tier.group().SuspendedProcesses).toMatchObject([{ ProcessName: 'Terminate' }]);
  });

  it('does not put new instances behind the load balancer while AddToLoadBalancer is suspended', () => {
    tier.scaling('SuspendProcesses', named({ ScalingProcesses: ['AddToLoadBalancer'] }));
    tier.scaling('SetDesiredCapacity', named({ DesiredCapacity: 3 }));
    tier.pass(120_000);
    const [, , third] = tier.members();
    expect(third?.LifecycleState).toBe('InService');
    expect(tier.health(third?.InstanceId ?? '')).toMatchObject({ Reason: 'Target.NotRegistered' });
  });

  it('evens out its zones unless AZRebalance is suspended', () => {
    const [first] = tier.members();
    tier.scaling('UpdateAutoScalingGroup', named({ VPCZoneIdentifier: tier.subnets[0] }));
    tier.scaling('SetDesiredCapacity', named({ DesiredCapacity: 3 }));
    tier.pass(120_000);
    tier.scaling('SuspendProcesses', named({ ScalingProcesses: ['AZRebalance'] }));
    tier.scaling(
      'DetachInstances',
      named({
        InstanceIds: [tier.members().find((one) => one.AvailabilityZone !== first?.AvailabilityZone)?.InstanceId],
        ShouldDecrementDesiredCapacity: true,
      }),
    );
    tier.scaling('UpdateAutoScalingGroup', named({ VPCZoneIdentifier: tier.subnets.join() }));
    const zones = () => new Set(tier.members().map((one) => one.AvailabilityZone)).size;
    tier.pass(300_000);
    expect(tier.group().DesiredCapacity).toBe(2);
    expect(zones()).toBe(1);
    tier.scaling('ResumeProcesses', named());
    tier.pass(300_000);
    expect(tier.states()).toEqual(['InService', 'InService']);
    expect(zones()).toBe(2);
  });

  it('detaches an instance that lives on, and replaces it unless told not to', () => {
    const id = tier.members()[0]?.InstanceId ?? '';
    tier.scaling('DetachInstances', named({ InstanceIds: [id], ShouldDecrementDesiredCapacity: false }));
    expect(tier.states()).toContain('Detaching');
    tier.pass(180_000);
    expect(tier.members().map((one) => one.InstanceId)).not.toContain(id);
    expect(tier.states()).toEqual(['InService', 'InService']);
    expect(tier.state(id)).toBe('running');
    const detached = { AutoScalingInstances: [] };
    expect(tier.scaling('DescribeAutoScalingInstances', { InstanceIds: [id] })).toEqual(detached);
    tier.scaling('AttachInstances', named({ InstanceIds: [id] }));
    tier.pass(60_000);
    expect(tier.states()).toEqual(['InService', 'InService', 'InService']);
    expect(tier.refusedScaling('AttachInstances', named({ InstanceIds: [id] }))).toBe('ValidationError');
  });

  it('does not replace what is detached while Launch is suspended', () => {
    tier.scaling('SuspendProcesses', named({ ScalingProcesses: ['Launch'] }));
    const InstanceIds = [tier.members()[0]?.InstanceId];
    tier.scaling('DetachInstances', named({ InstanceIds, ShouldDecrementDesiredCapacity: false }));
    tier.pass(600_000);
    expect(tier.states()).toEqual(['InService']);
    expect(tier.group().DesiredCapacity).toBe(2);
  });

  it('ends an instance on request, not below its minimum', () => {
    const id = tier.members()[0]?.InstanceId ?? '';
    const end = (decrement: boolean) => ({ InstanceId: id, ShouldDecrementDesiredCapacity: decrement });
    tier.scaling('UpdateAutoScalingGroup', named({ MinSize: 2 }));
    expect(tier.refusedScaling('TerminateInstanceInAutoScalingGroup', end(true))).toBe('ValidationError');
    tier.scaling('TerminateInstanceInAutoScalingGroup', end(false));
    expect(tier.refusedScaling('TerminateInstanceInAutoScalingGroup', end(false))).toBe('ScalingActivityInProgress');
    tier.pass(180_000);
    expect(tier.state(id)).toBe('terminated');
    expect(tier.states()).toEqual(['InService', 'InService']);
  });

  it('is not deleted with instances in it, unless by force', () => {
    expect(tier.refusedScaling('DeleteAutoScalingGroup', named())).toBe('ResourceInUse');
    const ids = tier.members().map((one) => one.InstanceId ?? '');
    tier.scaling('DeleteAutoScalingGroup', named({ ForceDelete: true }));
    expect(tier.group().Status).toBe('Delete in progress');
    tier.pass(60_000);
    expect(tier.scaling('DescribeAutoScalingGroups')).toEqual({ AutoScalingGroups: [] });
    expect(ids.map(tier.state)).toEqual(['terminated', 'terminated']);
    expect(tier.activities()).toEqual([]);
    expect(
      tier.scaling<{ Activities: object[] }>('DescribeScalingActivities', { IncludeDeletedGroups: true }).Activities,
    ).not.toEqual([]);
  });

  it('is refused for sizes and templates that cannot be', () => {
    const create = (input: object) =>
      tier.refusedScaling('CreateAutoScalingGroup', {
        AutoScalingGroupName: 'other',
        LaunchTemplate: { LaunchTemplateId: tier.template },
        MinSize: 1,
        MaxSize: 2,
        VPCZoneIdentifier: tier.subnets[0],
        ...input,
      });
    expect(create({ AutoScalingGroupName: 'web' })).toBe('AlreadyExists');
    expect(create({ MinSize: 3 })).toBe('ValidationError');
    expect(create({ DesiredCapacity: 3 })).toBe('ValidationError');
    expect(create({ LaunchTemplate: { LaunchTemplateName: 'none' } })).toBe('ValidationError');
    expect(create({ TargetGroupARNs: ['arn:none'] })).toBe('ValidationError');
    expect(create({ VPCZoneIdentifier: undefined })).toBe('ValidationError');
  });

  it('says in its activities why a launch failed, and tries again', () => {
    tier.scaling('CreateLaunchConfiguration', {
      LaunchConfigurationName: 'broken',
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro',
    });
    tier.scaling('UpdateAutoScalingGroup', named({ LaunchConfigurationName: 'broken', DesiredCapacity: 3 }));
    tier.pass(30_000);
    expect(tier.activities()[0]).toMatchObject({ StatusCode: 'Failed' });
    expect(tier.activities()[0]?.StatusMessage).toContain('ami-0123456789abcdef0');
    tier.scaling('UpdateAutoScalingGroup', named({ LaunchTemplate: { LaunchTemplateId: tier.template } }));
    tier.pass(180_000);
    expect(tier.states()).toHaveLength(3);
  });
});
