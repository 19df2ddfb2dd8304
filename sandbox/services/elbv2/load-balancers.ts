import type {
  CreateLoadBalancerInput,
  CreateLoadBalancerOutput,
  DeleteLoadBalancerInput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
  LoadBalancer,
  SetSecurityGroupsInput,
  SetSecurityGroupsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { attributeOf } from './attributes.js';
import { createLoadBalancer } from './load-balancer-life.js';
import { removeListener } from './listener-life.js';
import { checkedGroups, removeNodes, wearGroups } from './nodes.js';
import { listenersIn, loadBalancerOf, loadBalancersIn, type LoadBalancerRecord } from './records.js';
import { dropTags } from './tags.js';

/** The hosted zones of Elastic Load Balancing in eu-west-1 ("Elastic Load Balancing endpoints and quotas"). */
const HOSTED_ZONES = { application: 'Z32O12XQLNTSW2', network: 'Z2IFOLAFXWLO4F' };

const shown = (place: Place, one: LoadBalancerRecord): LoadBalancer => ({
  LoadBalancerArn: one.arn,
  DNSName: one.dnsName,
  CanonicalHostedZoneId: HOSTED_ZONES[one.type],
  CreatedTime: new Date(one.createdAt),
  LoadBalancerName: one.name,
  Scheme: one.scheme,
  VpcId: one.vpcId,
  State: { Code: place.world.clock.now() < one.activeAt ? 'provisioning' : 'active' },
  Type: one.type,
  AvailabilityZones: one.nodes.map(({ zone, subnetId }) => ({
    ZoneName: zone,
    SubnetId: subnetId,
    LoadBalancerAddresses: [],
  })),
  ...(one.groups.length > 0 && { SecurityGroups: [...one.groups] }),
  IpAddressType: one.ipAddressType as never,
});

const needs =
  (action: string) =>
  (_: Call, { LoadBalancerArn = '' }: { readonly LoadBalancerArn: string | undefined }) => [
    { action, resources: [LoadBalancerArn] },
  ];

/** Create, Describe and Delete of Application and Network Load Balancers, and SetSecurityGroups. */
export const loadBalancerOperations: Operations = {
  CreateLoadBalancer: operation<CreateLoadBalancerInput, CreateLoadBalancerOutput>(
    (call, input) => ({ LoadBalancers: [shown(call, createLoadBalancer(call, input))] }),
    (call, { Name, Type }) => [
      {
        action: 'elasticloadbalancing:CreateLoadBalancer',
        resources: [
          `arn:aws:elasticloadbalancing:${call.region}:${call.account}:loadbalancer/${Type === 'network' ? 'net' : 'app'}/${Name}/*`,
        ],
      },
    ],
  ),

  DescribeLoadBalancers: operation<DescribeLoadBalancersInput, DescribeLoadBalancersOutput>((call, input) => {
    const { LoadBalancerArns, Names, Marker, PageSize } = input;
    for (const arn of LoadBalancerArns ?? []) loadBalancerOf(call, arn);
    const all = loadBalancersIn(call).all();
    const unknown = (Names ?? []).filter((name) => !all.some((one) => one.name === name));
    if (unknown.length > 0)
      throw new AwsFailure('LoadBalancerNotFound', `Load balancers '[${unknown.join(', ')}]' not found`);
    const found = all.filter(
      (one) => (LoadBalancerArns?.includes(one.arn) ?? true) && (Names?.includes(one.name) ?? true),
    );
    const { items, next } = page(found, { max: PageSize, token: Marker, usual: 400 });
    return { LoadBalancers: items.map((one) => shown(call, one)), ...(next && { NextMarker: next }) };
  }),

  DeleteLoadBalancer: operation<DeleteLoadBalancerInput, object>((call, { LoadBalancerArn = '' }) => {
    // One that is gone already is no error ("DeleteLoadBalancer").
    const balancer = loadBalancersIn(call).get(LoadBalancerArn);
    if (balancer === undefined) return {};
    if (attributeOf(balancer, 'deletion_protection.enabled') === 'true')
      throw new AwsFailure(
        'OperationNotPermitted',
        `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
      );
    for (const listener of listenersIn(call).all())
      if (listener.loadBalancer === LoadBalancerArn) removeListener(call, listener.arn);
    removeNodes(call, balancer);
    loadBalancersIn(call).delete(LoadBalancerArn);
    dropTags(call, LoadBalancerArn);
    return {};
  }, needs('elasticloadbalancing:DeleteLoadBalancer')),

  SetSecurityGroups: operation<SetSecurityGroupsInput, SetSecurityGroupsOutput>(
    (call, { LoadBalancerArn, SecurityGroups = [] }) => {
      const balancer = loadBalancerOf(call, LoadBalancerArn);
      if (balancer.type === 'network' && balancer.groups.length === 0)
        throw new AwsFailure(
          'InvalidConfigurationRequest',
          'Security groups cannot be added to a Network Load Balancer that was created without any',
        );
      const groups = checkedGroups(call, balancer.type, balancer.vpcId, SecurityGroups);
      wearGroups(call, balancer, groups);
      loadBalancersIn(call).put(balancer.arn, { ...balancer, groups });
      return { SecurityGroupIds: [...groups] };
    },
    needs('elasticloadbalancing:SetSecurityGroups'),
  ),
};
