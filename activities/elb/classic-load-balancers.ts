import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';

const balancer = z.strictObject({ name: z.string(), dnsName: z.string() });

/** A Classic Load Balancer. A name can be given again once it is free; the DNS name tells the one from the other. */
export type Balancer = z.infer<typeof balancer>;

/** The Classic Load Balancers that an instance is registered with. */
export const registrations = z.strictObject({ before: z.array(balancer) });

/** A Classic Load Balancer and the ids of the instances that are registered with it. */
export type Registered = Balancer & { readonly instances: readonly string[] };

/** Every Classic Load Balancer of the Region: AWS has no look-up from an instance to them. */
export const readBalancers = (aws: Aws): Promise<readonly Registered[]> =>
  aws.once('DescribeLoadBalancers', async () => {
    const found: Registered[] = [];
    let marker: string | undefined;
    do {
      const page = await reading('elasticloadbalancing:DescribeLoadBalancers', 'all Classic Load Balancers', () =>
        aws.elb.describeLoadBalancers({ ...(marker && { Marker: marker }) }),
      );
      for (const { LoadBalancerName: name = '', DNSName: dnsName = '', Instances } of page.LoadBalancerDescriptions ??
        [])
        found.push({ name, dnsName, instances: Instances?.flatMap(({ InstanceId }) => InstanceId ?? []) ?? [] });
      marker = page.NextMarker;
    } while (marker);
    return found;
  });

/** Those that an instance is registered with now. */
export const readRegistered = async (aws: Aws, instanceId: string): Promise<readonly Registered[]> =>
  (await readBalancers(aws)).filter(({ instances }) => instances.includes(instanceId));

/** The ids of the instances that a Classic Load Balancer sends traffic to. */
export const readInService = (aws: Aws, { name }: Balancer): Promise<readonly string[]> =>
  aws.once(`DescribeInstanceHealth ${name}`, async () => {
    const { InstanceStates = [] } = await reading('elasticloadbalancing:DescribeInstanceHealth', name, () =>
      aws.elb.describeInstanceHealth({ LoadBalancerName: name }),
    );
    return InstanceStates.flatMap(({ InstanceId, State }) => (InstanceId && State === 'InService' ? [InstanceId] : []));
  });

/** The id of the call on a Classic Load Balancer. */
export const registrationId = ({ name }: Balancer): string => `classic/${name}`;

/** The call that registers an instance, or deregisters it. */
export const registrationCall = (
  operation: 'RegisterInstancesWithLoadBalancer' | 'DeregisterInstancesFromLoadBalancer',
  one: Balancer,
  instanceId: string,
): PlannedCall => ({
  id: registrationId(one),
  service: 'elb',
  operation,
  target: one.name,
  input: { LoadBalancerName: one.name, Instances: [{ InstanceId: instanceId }] },
});

/** The ARN of a Classic Load Balancer ("Actions, resources, and condition keys for Elastic Load Balancing"). */
export const balancerArn = ({ region, account }: Aws, { name }: Balancer): string =>
  `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${name}`;
