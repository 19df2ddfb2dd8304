import { checkedGroups, makeNodes, removeNodes, subnetsFor } from '../elbv2/nodes.js';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { classicWatch } from './membership.js';
import { classicIn, classicOf, registrationsIn, type ClassicRecord } from './records.js';
import type { CreateInput, DescribeInput, HealthCheckInput, NameInput } from './shapes.js';

/** The hosted zone of Classic Load Balancers in eu-west-1 ("Elastic Load Balancing endpoints and quotas"). */
const HOSTED_ZONE = 'Z32O12XQLNTSW2';

const create = (call: Call, input: CreateInput): ClassicRecord => {
  const { LoadBalancerName: name, Listeners, Subnets = [], Scheme, AvailabilityZones = [] } = input;
  if (classicIn(call).get(name) !== undefined)
    throw new AwsFailure(
      'DuplicateLoadBalancerName',
      `Load Balancer named ${name} already exists and it is configured with different parameters.`,
    );
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name))
    throw new AwsFailure('ValidationError', `LoadBalancer name ${name} is not valid.`);
  if (AvailabilityZones.length > 0)
    throw new AwsFailure('UnsupportedInSandbox', 'load balancers by Availability Zone are not simulated', 501);
  if (Listeners.length === 0) throw new AwsFailure('ValidationError', 'Listeners cannot be empty');
  const subnets = subnetsFor(call, 'network', Subnets);
  const vpcId = subnets[0]?.vpcId ?? '';
  const groups = checkedGroups(call, 'application', vpcId, input.SecurityGroups ?? []);
  const scheme = Scheme === 'internal' ? 'internal' : 'internet-facing';
  const number = Math.trunc(call.world.clock.now()) % 1_000_000_000;
  return classicIn(call).put(name, {
    name,
    dnsName: `${scheme === 'internal' ? 'internal-' : ''}${name}-${number}.${call.region}.elb.amazonaws.com`,
    scheme,
    vpcId,
    nodes: makeNodes(call, name, 'application', subnets, groups),
    groups,
    listeners: Listeners,
    check: { target: `TCP:${Listeners[0]?.InstancePort ?? 80}`, interval: 30, timeout: 5, unhealthy: 2, healthy: 10 },
    createdAt: call.world.clock.now(),
  });
};

const needs =
  (action: string) =>
  (call: Call, { LoadBalancerName }: NameInput) => [
    {
      action: `elasticloadbalancing:${action}`,
      resources: [`arn:aws:elasticloadbalancing:${call.region}:${call.account}:loadbalancer/${LoadBalancerName}`],
    },
  ];

const shown = (call: Call, one: ClassicRecord) => ({
  LoadBalancerName: one.name,
  DNSName: one.dnsName,
  CanonicalHostedZoneName: one.dnsName,
  CanonicalHostedZoneNameID: HOSTED_ZONE,
  ListenerDescriptions: one.listeners.map((listener) => ({
    Listener: { InstanceProtocol: listener.Protocol, ...listener },
    PolicyNames: [],
  })),
  Policies: { AppCookieStickinessPolicies: [], LBCookieStickinessPolicies: [], OtherPolicies: [] },
  BackendServerDescriptions: [],
  AvailabilityZones: one.nodes.map(({ zone }) => zone),
  Subnets: one.nodes.map(({ subnetId }) => subnetId),
  VPCId: one.vpcId,
  Instances: registrationsIn(call)
    .all()
    .filter(({ balancer }) => balancer === one.name)
    .map(({ instanceId }) => ({ InstanceId: instanceId })),
  HealthCheck: {
    Target: one.check.target,
    Interval: one.check.interval,
    Timeout: one.check.timeout,
    UnhealthyThreshold: one.check.unhealthy,
    HealthyThreshold: one.check.healthy,
  },
  SourceSecurityGroup: { OwnerAlias: call.account, GroupName: one.groups[0] ?? '' },
  SecurityGroups: [...one.groups],
  CreatedTime: new Date(one.createdAt),
  Scheme: one.scheme,
});

/** CreateLoadBalancer, DescribeLoadBalancers, ConfigureHealthCheck, DeleteLoadBalancer of the classic kind, in a VPC. */
export const classicOperations: Operations = {
  CreateLoadBalancer: operation<CreateInput, object>(
    (call, input) => ({ DNSName: create(call, input).dnsName }),
    needs('CreateLoadBalancer'),
  ),

  DescribeLoadBalancers: operation<DescribeInput, object>((call, { LoadBalancerNames, Marker, PageSize }) => {
    const found = LoadBalancerNames?.map((name) => classicOf(call, name)) ?? classicIn(call).all();
    const { items, next } = page(found, { max: PageSize, token: Marker, usual: 400 });
    return { LoadBalancerDescriptions: items.map((one) => shown(call, one)), ...(next && { NextMarker: next }) };
  }),

  ConfigureHealthCheck: operation<HealthCheckInput, object>((call, { LoadBalancerName, HealthCheck }) => {
    const balancer = classicOf(call, LoadBalancerName);
    const { Target, Interval, Timeout, UnhealthyThreshold, HealthyThreshold } = HealthCheck;
    if (Timeout >= Interval) throw new AwsFailure('ValidationError', 'HealthCheck timeout must be less than interval');
    classicIn(call).put(balancer.name, {
      ...balancer,
      check: {
        target: Target,
        interval: Interval,
        timeout: Timeout,
        unhealthy: UnhealthyThreshold,
        healthy: HealthyThreshold,
      },
    });
    return { HealthCheck };
  }, needs('ConfigureHealthCheck')),

  DeleteLoadBalancer: operation<NameInput, object>((call, { LoadBalancerName }) => {
    // One that is gone already is no error ("DeleteLoadBalancer").
    const balancer = classicIn(call).get(LoadBalancerName);
    if (balancer === undefined) return {};
    for (const [key, one] of registrationsIn(call).entries())
      if (one.balancer === balancer.name) registrationsIn(call).delete(key);
    removeNodes(call, balancer);
    classicIn(call).delete(balancer.name);
    call.world.agenda.cancel(classicWatch(call, balancer).id);
    return {};
  }, needs('DeleteLoadBalancer')),
};
