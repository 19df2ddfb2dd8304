import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { elb } from '../../../../sandbox/services/elb/index.js';
import { openWebTier, type WebTier } from '../autoscaling/web-tier.js';

describe('a Classic Load Balancer', () => {
  let tier: WebTier;
  beforeAll(() => {
    tier = openWebTier();
    tier.call(elb, 'CreateLoadBalancer', {
      LoadBalancerName: 'old',
      Listeners: [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 80 }],
      Subnets: tier.subnets,
    });
    tier.call(elb, 'ConfigureHealthCheck', {
      LoadBalancerName: 'old',
      HealthCheck: { Target: 'HTTP:80/', Interval: 10, Timeout: 5, UnhealthyThreshold: 2, HealthyThreshold: 2 },
    });
    // The group of the instances lets in the other load balancer only.
    tier.compute('AuthorizeSecurityGroupIngress', {
      GroupId: tier.app,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
    tier.scale({ TargetGroupARNs: undefined, LoadBalancerNames: ['old'] });
  });
  afterAll(() => tier.close());

  const states = () =>
    tier
      .call<{ InstanceStates: { InstanceId: string; State: string }[] }>(elb, 'DescribeInstanceHealth', {
        LoadBalancerName: 'old',
      })
      .InstanceStates.map(({ State }) => State);

  it('lists its instances, and does not take unknown ones', () => {
    const { LoadBalancerDescriptions } = tier.call<{
      LoadBalancerDescriptions: { Instances: object[]; Scheme: string }[];
    }>(elb, 'DescribeLoadBalancers');
    expect(LoadBalancerDescriptions[0]?.Instances).toHaveLength(2);
    const unknown = { LoadBalancerName: 'old', Instances: [{ InstanceId: 'i-0123456789abcdef0' }] };
    expect(tier.refusal(elb, 'RegisterInstancesWithLoadBalancer', unknown)).toBe('InvalidInstance');
    expect(tier.refusal(elb, 'DescribeInstanceHealth', { LoadBalancerName: 'none' })).toBe('LoadBalancerNotFound');
  });

  it('finds instances in service once enough checks got through to them', () => {
    expect(states()).toEqual(['InService', 'InService']);
  });

  it('has the group replace what fails its checks', () => {
    const id = tier.members()[0]?.InstanceId ?? '';
    tier.isolate(id);
    tier.pass(180_000);
    expect(tier.state(id)).toBe('terminated');
    expect(states()).toEqual(['InService', 'InService']);
  });

  it('forgets instances that are deregistered', () => {
    const id = tier.members()[0]?.InstanceId ?? '';
    const named = { LoadBalancerName: 'old', Instances: [{ InstanceId: id }] };
    tier.call(elb, 'DeregisterInstancesFromLoadBalancer', named);
    expect(states()).toEqual(['InService']);
    expect(tier.refusal(elb, 'DeregisterInstancesFromLoadBalancer', named)).toBe('InvalidInstance');
  });
});
