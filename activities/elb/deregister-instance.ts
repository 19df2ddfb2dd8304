import { action } from '../action.js';
import { instanceInput, readInstance } from '../ec2/instances.js';
import {
  balancerArn,
  readInService,
  readRegistered,
  registrationCall,
  registrationId,
  registrations,
} from './classic-load-balancers.js';
import { planRegistration, registerAgain } from './register-again.js';

/**
 * Takes an instance out of every Classic Load Balancer that it is registered with, so that users are served by the
 * others while it is cut off. Best-effort: isolation cuts it off in any case. Application, Network and Gateway Load
 * Balancers have target groups: they are `deregisterTargets`'s.
 */
export const deregisterInstance = action({
  name: 'deregisterInstance',
  title: 'Take an instance out of its Classic Load Balancers',
  effect: 'change',
  blocking: false,
  input: instanceInput,
  facts: registrations,
  output: registrations,
  permissions: [
    'ec2:DescribeInstances',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeInstanceHealth',
    'elasticloadbalancing:DeregisterInstancesFromLoadBalancer',
    'elasticloadbalancing:RegisterInstancesWithLoadBalancer',
  ],

  async plan(aws, { instanceId }) {
    const { owner } = await readInstance(aws, instanceId);
    const found = await readRegistered(aws, instanceId);
    const before = found.map(({ name, dnsName }) => ({ name, dnsName }));
    const blastRadius = await Promise.all(
      found.map(async (one) => {
        const others = one.instances.filter((id) => id !== instanceId);
        const inService = await readInService(aws, one);
        const serving = others.filter((id) => inService.includes(id)).length;
        return {
          severity: serving === 0 ? ('danger' as const) : ('warning' as const),
          message: `${one.name} keeps ${others.length} other instance(s), ${serving} of them in service`,
          resources: [balancerArn(aws, one)],
        };
      }),
    );
    return {
      owner,
      kind: 'instance',
      calls: before.map((one) => registrationCall('DeregisterInstancesFromLoadBalancer', one, instanceId)),
      targetState: { registered: 'with none of these Classic Load Balancers' },
      victims: before.map((one) => balancerArn(aws, one)).sort(),
      reversible: true,
      summary:
        before.length === 0
          ? `${instanceId} is registered with no Classic Load Balancer`
          : `take ${instanceId} out of ${before.map(({ name }) => name).join(', ')}`,
      differences: before.map(({ name }) => ({ what: name, now: 'registered', then: 'deregistered' })),
      blastRadius,
      notCut:
        before.length === 0
          ? []
          : [
              'connections through a Classic Load Balancer that are open now: where it drains, they live until that ends',
            ],
      facts: { before },
    };
  },

  async apply(aws, { input: { instanceId }, facts }) {
    // Standby, a moment ago, may have taken it out already: only what this step takes out is registered again.
    const known = registrations.nullable().parse(await aws.kept());
    const now = await readRegistered(aws, instanceId);
    const left = facts.before.filter(({ dnsName }) => now.some((one) => one.dnsName === dnsName));
    const ours = known ?? { before: left };
    if (!known) await aws.keep(ours);
    for (const one of left) await aws.make(registrationId(one));
    return ours;
  },

  async verify(aws, { input: { instanceId }, notCut }) {
    const now = await readRegistered(aws, instanceId);
    return {
      assurance: 'configured',
      holds: now.length === 0,
      facts:
        now.length === 0
          ? [`${instanceId} is registered with no Classic Load Balancer`]
          : now.map(({ name }) => `${name} still lists ${instanceId}`),
      notCut,
    };
  },

  undo: {
    facts: registrations,
    plan: (aws, { plan, output, kept }) =>
      planRegistration(aws, plan.input.instanceId, output ?? registrations.nullable().parse(kept) ?? { before: [] }),
    apply: (aws, { input, facts }) => registerAgain(aws, input.instanceId, facts),
  },
});
