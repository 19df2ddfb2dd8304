import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { action } from '../action.js';
import { addressesOf, instanceInput, readInstance, readInterfaces } from '../ec2/instances.js';
import { findTarget, targetsId, registrationOf, registrations, sayRegistration, targetsCall } from './registrations.js';
import { planRegistration, registerAgain } from './register-again.js';
import { isServing, readHealth, readServed } from './targets.js';

const isServed = (found: TargetHealthDescription | undefined): boolean => found !== undefined && isServing(found);

/**
 * Takes an instance out of every target group that sends traffic to it, so that users are served by the others while it
 * is cut off. Best-effort: isolation cuts it off in any case. Classic Load Balancers have no target groups: they are
 * `deregisterInstance`'s.
 */
export const deregisterTargets = action({
  name: 'deregisterTargets',
  title: 'Take an instance out of its target groups',
  effect: 'change',
  blocking: false,
  input: instanceInput,
  facts: registrations,
  output: registrations,
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetHealth',
    'elasticloadbalancing:DeregisterTargets',
    'elasticloadbalancing:RegisterTargets',
  ],

  async plan(aws, { instanceId }) {
    const { owner } = await readInstance(aws, instanceId);
    const served = await readServed(aws, instanceId, addressesOf(await readInterfaces(aws, instanceId)));
    const before = served.map(registrationOf).filter(({ targets }) => targets.length > 0);
    return {
      owner,
      kind: 'instance',
      calls: before.map((one) => targetsCall('DeregisterTargets', one)),
      targetState: { registered: 'in none of these target groups' },
      victims: before.map(({ group }) => group).sort(),
      reversible: true,
      summary:
        before.length === 0
          ? `${instanceId} is in no target group`
          : `take ${instanceId} out of ${before.map(({ name }) => name).join(', ')}`,
      differences: before.map((one) => ({
        what: one.name,
        now: sayRegistration(one),
        then: 'deregistered, draining',
      })),
      blastRadius: served.map(({ arn, name, others }) => {
        const healthy = others.filter((one) => one.TargetHealth?.State === 'healthy').length;
        return {
          severity: healthy === 0 ? 'danger' : 'warning',
          message: `${name} keeps ${others.length} other target(s), ${healthy} of them healthy`,
          resources: [arn],
        };
      }),
      notCut:
        before.length === 0
          ? []
          : ['connections through a load balancer that are open now: they live until the deregistration delay is over'],
      facts: { before },
    };
  },

  async apply(aws, { facts }) {
    // Standby, a moment ago, may have taken it out already: only what this step takes out is registered again.
    const known = registrations.nullable().parse(await aws.kept());
    const now = await Promise.all(
      facts.before.map(async (one) => {
        const health = await readHealth(aws, one.group);
        return { ...one, targets: one.targets.filter((target) => isServed(findTarget(health, target))) };
      }),
    );
    const left = now.filter(({ targets }) => targets.length > 0);
    const ours = known ?? { before: left };
    if (!known) await aws.keep(ours);
    for (const { group } of left) await aws.make(targetsId(group));
    return ours;
  },

  async verify(aws, { input, notCut }) {
    const served = await readServed(aws, input.instanceId, addressesOf(await readInterfaces(aws, input.instanceId)));
    return {
      assurance: 'configured',
      holds: served.every(({ ours }) => !ours.some(isServing)),
      facts: served.flatMap(({ name, ours }) =>
        ours.map(({ Target, TargetHealth }) => `${name} ${Target?.Id}:${Target?.Port} is ${TargetHealth?.State}`),
      ),
      notCut,
    };
  },

  undo: {
    facts: registrations,
    plan: (aws, { plan, output, kept }) =>
      planRegistration(aws, plan.input.instanceId, output ?? registrations.nullable().parse(kept) ?? { before: [] }),
    apply: (aws, { facts }) => registerAgain(aws, facts),
  },
});
