import type { CreateLoadBalancerInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { internetGatewaysIn } from '../ec2/network/network-records.js';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, type Call, type Place } from '../operation.js';
import { checkedGroups, makeNodes, subnetsFor } from './nodes.js';
import { checkName, loadBalancersIn, newArn, type LoadBalancerRecord } from './records.js';
import { tagNew } from './tags.js';

/** From creation to `active`. */
const PROVISIONING = 120_000;

/** The most load balancers of one type per Region ("Quotas for your Application Load Balancers"). */
const MOST = 50;

const dnsNameOf = (place: Place, name: string, type: string, scheme: string, arn: string): string => {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  if (type === 'network') return `${name}-${id}.elb.${place.region}.amazonaws.com`;
  const number = Number.parseInt(id.slice(0, 8), 16);
  return `${scheme === 'internal' ? 'internal-' : ''}${name}-${number}.${place.region}.elb.amazonaws.com`;
};

/** Makes a load balancer, or gives the one that is just so already. */
export const createLoadBalancer = (call: Call, input: CreateLoadBalancerInput): LoadBalancerRecord => {
  const { Name: name = '', Type: type = 'application', Scheme: scheme = 'internet-facing' } = input;
  checkName('Load balancer', name);
  if (name.startsWith('internal-'))
    throw new AwsFailure('ValidationError', `Load balancer name '${name}' cannot begin with 'internal-'`);
  if (type === 'gateway') throw unsupportedInSandbox('gateway load balancers are not simulated');
  const subnets = subnetsFor(call, type, [
    ...(input.Subnets ?? []),
    ...(input.SubnetMappings ?? []).flatMap((one) => one.SubnetId ?? []),
  ]);
  const vpcId = subnets[0]?.vpcId ?? '';
  const isReachable = internetGatewaysIn(call)
    .all()
    .some((gateway) => gateway.vpcId === vpcId);
  if (scheme === 'internet-facing' && !isReachable)
    throw new AwsFailure('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
  const groups = checkedGroups(call, type, vpcId, input.SecurityGroups ?? []);
  const all = loadBalancersIn(call).all();
  const namesake = all.find((one) => one.name === name);
  if (namesake !== undefined) {
    const isSame =
      namesake.type === type &&
      namesake.scheme === scheme &&
      String(namesake.groups) === String(groups) &&
      String(namesake.nodes.map((one) => one.subnetId)) === String(subnets.map((one) => one.id));
    if (isSame) return namesake;
    throw new AwsFailure(
      'DuplicateLoadBalancerName',
      `A load balancer with the same name '${name}' exists, but with different settings`,
    );
  }
  if (all.filter((one) => one.type === type).length >= MOST)
    throw new AwsFailure('TooManyLoadBalancers', 'The maximum number of load balancers has been reached');
  const arn = newArn(call, `loadbalancer/${type === 'network' ? 'net' : 'app'}/${name}`);
  const now = call.world.clock.now();
  tagNew(call, arn, input.Tags);
  return loadBalancersIn(call).put(arn, {
    arn,
    name,
    type,
    scheme,
    vpcId,
    nodes: makeNodes(call, arn, type, subnets, groups),
    groups,
    dnsName: dnsNameOf(call, name, type, scheme, arn),
    ipAddressType: input.IpAddressType ?? 'ipv4',
    createdAt: now,
    activeAt: now + PROVISIONING,
    attributes: {},
  });
};
