import type { LoadBalancer, TargetGroupAttribute } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { interfacesIn } from '../../../../sandbox/services/ec2/records.js';
import { openWebTier, type WebTier } from '../autoscaling/web-tier.js';

describe('load balancers', () => {
  let tier: WebTier;
  beforeAll(() => {
    tier = openWebTier();
  });
  afterAll(() => tier.close());

  const create = (input: object) =>
    tier.balancing<{ LoadBalancers: LoadBalancer[] }>('CreateLoadBalancer', { Subnets: tier.subnets, ...input })
      .LoadBalancers[0] ?? {};
  const describeOne = (LoadBalancerArn: string | undefined) =>
    tier.balancing<{ LoadBalancers: LoadBalancer[] }>('DescribeLoadBalancers', {
      LoadBalancerArns: [LoadBalancerArn],
    }).LoadBalancers[0];

  it('are provisioned first, then active, with an interface of the service in every subnet', () => {
    const made = create({ Name: 'fresh', Scheme: 'internal' });
    expect(made).toMatchObject({ State: { Code: 'provisioning' }, Type: 'application', Scheme: 'internal' });
    expect(made.DNSName).toMatch(/^internal-fresh-\d+\.eu-west-1\.elb\.amazonaws\.com$/);
    tier.pass(180_000);
    expect(describeOne(made.LoadBalancerArn)?.State?.Code).toBe('active');
    const own = interfacesIn(tier.place)
      .all()
      .filter(({ description }) => description.startsWith('ELB app/fresh/'));
    expect(own).toHaveLength(2);
    for (const { id, requesterManaged } of own) {
      expect(requesterManaged).toBe(true);
      expect(() => tier.compute('DeleteNetworkInterface', { NetworkInterfaceId: id })).toThrow();
    }
    tier.balancing('DeleteLoadBalancer', { LoadBalancerArn: made.LoadBalancerArn });
    tier.balancing('DeleteLoadBalancer', { LoadBalancerArn: made.LoadBalancerArn });
    expect(own.map(({ id }) => interfacesIn(tier.place).get(id))).toEqual([undefined, undefined]);
  });

  it('of the network type have no groups unless they are given some', () => {
    const made = create({ Name: 'straight', Type: 'network' });
    expect(made.SecurityGroups).toBeUndefined();
    const own = interfacesIn(tier.place)
      .all()
      .find(({ description }) => description.startsWith('ELB net/straight/'));
    expect(own).toMatchObject({ type: 'network_load_balancer', groups: [] });
    const groups = { LoadBalancerArn: made.LoadBalancerArn, SecurityGroups: [tier.app] };
    expect(tier.refusedBalancing('SetSecurityGroups', groups)).toBe('InvalidConfigurationRequest');
  });

  it('are not made twice under one name, unless they are the same', () => {
    const one = create({ Name: 'twice' });
    expect(create({ Name: 'twice' }).LoadBalancerArn).toBe(one.LoadBalancerArn);
    const other = { Name: 'twice', Subnets: tier.subnets, Scheme: 'internal' };
    expect(tier.refusedBalancing('CreateLoadBalancer', other)).toBe('DuplicateLoadBalancerName');
  });

  it.each([
    ['a name that is too long', { Name: 'x'.repeat(33) }, 'ValidationError'],
    ['a name that ends with a hyphen', { Name: 'x-' }, 'ValidationError'],
    ['a subnet that is not there', { Name: 'x', Subnets: ['subnet-0123456789abcdef0'] }, 'SubnetNotFound'],
    ['a group that is not there', { Name: 'x', SecurityGroups: ['sg-0123456789abcdef0'] }, 'InvalidSecurityGroup'],
  ])('are refused with %s', (_, input, code) => {
    expect(tier.refusedBalancing('CreateLoadBalancer', { Subnets: tier.subnets, ...input })).toBe(code);
  });

  it('are not deleted while that is protected', () => {
    const { LoadBalancerArn } = create({ Name: 'kept' });
    const protect = (Value: string) =>
      tier.balancing('ModifyLoadBalancerAttributes', {
        LoadBalancerArn,
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      });
    protect('true');
    expect(tier.refusedBalancing('DeleteLoadBalancer', { LoadBalancerArn })).toBe('OperationNotPermitted');
    protect('false');
    tier.balancing('DeleteLoadBalancer', { LoadBalancerArn });
    expect(tier.refusedBalancing('DescribeLoadBalancers', { LoadBalancerArns: [LoadBalancerArn] })).toBe(
      'LoadBalancerNotFound',
    );
  });

  it('use a target group alone, and it cannot be deleted then', () => {
    expect(tier.refusedBalancing('DeleteTargetGroup', { TargetGroupArn: tier.targets })).toBe('ResourceInUse');
    const { LoadBalancerArn } = create({ Name: 'second' });
    const listener = {
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: tier.targets }],
    };
    expect(tier.refusedBalancing('CreateListener', listener)).toBe('TargetGroupAssociationLimit');
    expect(tier.refusedBalancing('CreateListener', { ...listener, LoadBalancerArn: tier.balancer })).toBe(
      'DuplicateListener',
    );
  });

  it('have rules, one of a priority', () => {
    const { Listeners } = tier.balancing<{ Listeners: { ListenerArn: string }[] }>('DescribeListeners', {
      LoadBalancerArn: tier.balancer,
    });
    const rule = {
      ListenerArn: Listeners[0]?.ListenerArn,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '403' } }],
    };
    const made = tier.balancing<{ Rules: { RuleArn: string }[] }>('CreateRule', rule);
    expect(tier.refusedBalancing('CreateRule', rule)).toBe('PriorityInUse');
    const { Rules } = tier.balancing<{ Rules: { Priority: string; IsDefault: boolean; RuleArn: string }[] }>(
      'DescribeRules',
      { ListenerArn: rule.ListenerArn },
    );
    expect(Rules.map(({ Priority }) => Priority)).toEqual(['10', 'default']);
    expect(tier.refusedBalancing('DeleteRule', { RuleArn: Rules[1]?.RuleArn })).toBe('OperationNotPermitted');
    tier.balancing('DeleteRule', { RuleArn: made.Rules[0]?.RuleArn });
  });

  it('list what they have page by page', () => {
    const first = tier.balancing<{ LoadBalancers: object[]; NextMarker: string }>('DescribeLoadBalancers', {
      PageSize: 1,
    });
    expect(first.LoadBalancers).toHaveLength(1);
    const second = tier.balancing<{ LoadBalancers: object[] }>('DescribeLoadBalancers', { Marker: first.NextMarker });
    expect(second.LoadBalancers.length).toBeGreaterThan(0);
  });
});

describe('target groups', () => {
  let tier: WebTier;
  beforeAll(() => {
    tier = openWebTier();
  });
  afterAll(() => tier.close());

  const web = () => ({ Name: 'other', Protocol: 'HTTP', Port: 80, VpcId: tier.vpcId });

  it('are not made twice under one name, unless they are the same', () => {
    tier.balancing('CreateTargetGroup', web());
    tier.balancing('CreateTargetGroup', web());
    expect(tier.refusedBalancing('CreateTargetGroup', { ...web(), Port: 81 })).toBe('DuplicateTargetGroupName');
  });

  it('have AWS’s defaults', () => {
    const { TargetGroups } = tier.balancing<{ TargetGroups: { TargetGroupArn: string }[] }>('DescribeTargetGroups', {
      Names: ['other'],
    });
    expect(TargetGroups[0]).toMatchObject({
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
    });
    const { Attributes } = tier.balancing<{ Attributes: TargetGroupAttribute[] }>('DescribeTargetGroupAttributes', {
      TargetGroupArn: TargetGroups[0]?.TargetGroupArn,
    });
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '300' });
  });

  it('refuse attributes that they do not have, and values out of range', () => {
    const modify = (Key: string, Value: string) =>
      tier.refusedBalancing('ModifyTargetGroupAttributes', {
        TargetGroupArn: tier.targets,
        Attributes: [{ Key, Value }],
      });
    expect(modify('deregistration_delay.timeout_seconds', '3601')).toBe('ValidationError');
    expect(modify('deregistration_delay.connection_termination.enabled', 'true')).toBe('ValidationError');
    expect(modify('nonsense', '1')).toBe('ValidationError');
  });

  it('have tags', () => {
    tier.balancing('AddTags', { ResourceArns: [tier.targets], Tags: [{ Key: 'team', Value: 'shop' }] });
    expect(tier.balancing('DescribeTags', { ResourceArns: [tier.targets] })).toEqual({
      TagDescriptions: [{ ResourceArn: tier.targets, Tags: [{ Key: 'team', Value: 'shop' }] }],
    });
    expect(tier.refusedBalancing('DescribeTags', { ResourceArns: [`${tier.targets}x`] })).toBe('TargetGroupNotFound');
  });
});
