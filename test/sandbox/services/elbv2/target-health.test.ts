import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { interfacesOf } from '../../../../sandbox/services/ec2/records.js';
import { IMAGE, openWebTier, type WebTier } from '../autoscaling/web-tier.js';

describe('targets', () => {
  let tier: WebTier;
  let id: string;
  beforeEach(() => {
    tier = openWebTier();
    id = launch();
  });
  afterEach(() => tier.close());

  const launch = (): string => {
    const { Instances } = tier.compute<{ Instances: { InstanceId: string }[] }>('RunInstances', {
      ImageId: IMAGE,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: tier.subnets[0],
      SecurityGroupIds: [tier.app],
    });
    tier.pass(10_000);
    return Instances[0]?.InstanceId ?? '';
  };
  const register = (Targets: object[] = [{ Id: id }]) => ({ TargetGroupArn: tier.targets, Targets });
  const healthy = () => {
    tier.balancing('RegisterTargets', register());
    tier.pass(30_000);
  };

  it('are initial, then healthy after one passed check', () => {
    tier.balancing('RegisterTargets', register());
    expect(tier.health(id)).toMatchObject({ State: 'initial', Reason: 'Elb.RegistrationInProgress' });
    tier.pass(11_000);
    expect(tier.health(id)).toEqual({ State: 'healthy' });
  });

  it('are unhealthy after the threshold of failed checks once isolated, and healthy again after theirs', () => {
    healthy();
    const groups = interfacesOf(tier.place, id).flatMap((one) => one.groups);
    tier.isolate(id);
    tier.pass(10_000);
    expect(tier.health(id)?.State).toBe('healthy');
    tier.pass(10_000);
    expect(tier.health(id)).toMatchObject({ State: 'unhealthy', Reason: 'Target.Timeout' });
    const [eni] = interfacesOf(tier.place, id);
    tier.compute('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: eni?.id, Groups: groups });
    tier.pass(10_000);
    expect(tier.health(id)?.State).toBe('unhealthy');
    tier.pass(10_000);
    expect(tier.health(id)?.State).toBe('healthy');
  });

  it('that are stopped are not in use, whatever their checks said', () => {
    healthy();
    tier.compute('StopInstances', { InstanceIds: [id] });
    tier.pass(60_000);
    expect(tier.health(id)).toEqual({
      State: 'unused',
      Reason: 'Target.InvalidState',
      Description: 'Target is in the stopped state',
    });
  });

  it('that are terminated are deregistered by the load balancer', () => {
    healthy();
    tier.compute('TerminateInstances', { InstanceIds: [id] });
    tier.pass(60_000);
    expect(tier.health(id)).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });
    expect(tier.balancing('DescribeTargetHealth', { TargetGroupArn: tier.targets })).toEqual({
      TargetHealthDescriptions: [],
    });
  });

  it('drain for the delay of their group when they are deregistered, and are gone then', () => {
    healthy();
    tier.balancing('DeregisterTargets', register());
    tier.pass(59_000);
    expect(tier.health(id)).toEqual({
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    });
    tier.pass(2_000);
    expect(tier.health(id)).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });
    tier.balancing('DeregisterTargets', register());
  });

  it('are not registered unless they are running instances of the VPC', () => {
    expect(tier.refusedBalancing('RegisterTargets', register([{ Id: 'i-0123456789abcdef0' }]))).toBe('InvalidTarget');
    tier.compute('StopInstances', { InstanceIds: [id] });
    tier.pass(60_000);
    expect(tier.refusedBalancing('RegisterTargets', register())).toBe('InvalidTarget');
    expect(
      tier.refusedBalancing('RegisterTargets', { TargetGroupArn: `${tier.targets}0`, Targets: [{ Id: id }] }),
    ).toBe('TargetGroupNotFound');
  });

  it('of a group that no load balancer uses are not in use', () => {
    const { TargetGroups } = tier.balancing<{ TargetGroups: { TargetGroupArn: string }[] }>('CreateTargetGroup', {
      Name: 'idle',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: tier.vpcId,
    });
    const idle = { TargetGroupArn: TargetGroups[0]?.TargetGroupArn, Targets: [{ Id: id }] };
    tier.balancing('RegisterTargets', idle);
    tier.pass(120_000);
    const shown = () =>
      tier.balancing<{ TargetHealthDescriptions: TargetHealthDescription[] }>('DescribeTargetHealth', idle)
        .TargetHealthDescriptions[0]?.TargetHealth;
    expect(shown()).toMatchObject({ State: 'unused', Reason: 'Target.NotInUse' });
    tier.balancing('DeregisterTargets', idle);
    expect(shown()).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });
  });

  it('may be addresses', () => {
    const ip = interfacesOf(tier.place, id)[0]?.privateIps[0];
    const { TargetGroups } = tier.balancing<{ TargetGroups: { TargetGroupArn: string }[] }>('CreateTargetGroup', {
      Name: 'by-address',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: tier.vpcId,
      TargetType: 'ip',
    });
    const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
    tier.balancing('CreateListener', {
      LoadBalancerArn: tier.balancer,
      Protocol: 'HTTP',
      Port: 8080,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    });
    tier.balancing('RegisterTargets', { TargetGroupArn, Targets: [{ Id: ip }] });
    tier.pass(60_000);
    const states = () =>
      tier
        .balancing<{ TargetHealthDescriptions: TargetHealthDescription[] }>('DescribeTargetHealth', { TargetGroupArn })
        .TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State);
    expect(states()).toEqual(['healthy']);
    tier.isolate(id);
    tier.pass(90_000);
    expect(states()).toEqual(['unhealthy']);
  });
});
