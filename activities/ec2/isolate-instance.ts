import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { readBlastRadius } from './blast-radius.js';
import { instanceInput, readInstance, readInterfaces } from './instances.js';
import { notCutByGroups } from './not-cut.js';
import { groupReference, groupsMade, makeQuarantineGroup, quarantineCalls, readRules } from './quarantine-group.js';
import { planReconnection, reconnect, reconnection } from './reconnect-instance.js';

/** Most interfaces that one signature covers when an instance gains some while people read the plan. */
const mostInterfaces = 4;

const membership = z.strictObject({ interfaceId: z.string(), vpcId: z.string(), groups: z.array(z.string()) });
const facts = z.strictObject({ nonce: z.string(), interfaces: z.array(membership).min(1) });
const kept = z.strictObject({ before: z.array(membership) });

/** What isolating did: the groups each interface had, and the group it has now. */
export const isolation = z.strictObject({
  before: z.array(membership),
  groups: z.record(z.string(), z.string()),
});

const membershipOf = (one: NetworkInterface): z.infer<typeof membership> => ({
  interfaceId: one.NetworkInterfaceId ?? '',
  vpcId: one.VpcId ?? '',
  groups: (one.Groups ?? []).flatMap((group) => group.GroupId ?? []).sort(),
});

// Interfaces that AWS services or other accounts manage are theirs: changing them is refused or breaks them.
const isOurs = (owner: string) => (one: NetworkInterface) => !one.RequesterManaged && one.OwnerId === owner;

const attach = ({ interfaceId, vpcId }: z.infer<typeof membership>): PlannedCall => ({
  id: interfaceId,
  service: 'ec2',
  operation: 'ModifyNetworkInterfaceAttribute',
  target: interfaceId,
  input: { NetworkInterfaceId: interfaceId, Groups: [groupReference(vpcId)] },
});

const readMemberships = async (aws: Aws, id: string) =>
  (await readInterfaces(aws, id)).filter(isOurs(aws.account)).map(membershipOf);

/**
 * Cuts an instance off by giving each of its network interfaces one security group without any rule. Per interface,
 * never per instance: ModifyInstanceAttribute refuses groups on a host with several. The group is made for this run.
 */
export const isolateInstance = action({
  name: 'isolateInstance',
  title: 'Isolate an instance from the network',
  effect: 'change',
  blocking: true,
  input: instanceInput,
  facts,
  output: isolation,
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSecurityGroupRules',
    'ec2:CreateSecurityGroup',
    'ec2:CreateTags',
    'ec2:RevokeSecurityGroupEgress',
    'ec2:ModifyNetworkInterfaceAttribute',
    'ec2:DeleteSecurityGroup',
    'autoscaling:DescribeAutoScalingInstances',
    'autoscaling:DescribeAutoScalingGroups',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetHealth',
  ],

  async plan(aws, { instanceId }, { nonce }) {
    const [{ instance, owner }, interfaces] = await Promise.all([
      readInstance(aws, instanceId),
      readInterfaces(aws, instanceId),
    ]);
    const ours = interfaces.filter(isOurs(aws.account));
    if (ours.length === 0)
      throw failure(failureTypes.refused, `Instance ${instanceId} has no network interface of its own to isolate.`);
    const blast = await readBlastRadius(aws, instance, ours);
    const before = ours.map(membershipOf);
    const vpcs = [...new Set(before.map((one) => one.vpcId))].sort();
    return {
      owner,
      kind: 'instance',
      calls: [...vpcs.flatMap((vpcId) => quarantineCalls(vpcId, nonce)), ...before.map(attach)],
      targetState: { groups: 'one group without any rule, on every interface' },
      deviations: { maxInterfaces: Math.max(mostInterfaces, before.length), anyPriorGroups: true },
      victims: blast.victims,
      reversible: true,
      summary: `isolate ${instanceId} on ${before.length} interface(s): ${before.map((one) => one.interfaceId).join(', ')}`,
      differences: before.map((one) => ({
        what: one.interfaceId,
        now: one.groups.join(', ') || 'no group',
        then: 'quarantine group, no rules',
      })),
      blastRadius: blast.breakages,
      notCut: notCutByGroups(
        instance,
        ours,
        interfaces.filter((one) => !ours.includes(one)),
      ),
      facts: { nonce, interfaces: before },
    };
  },

  async apply(aws, { input, calls, facts: { nonce } }) {
    const now = await readMemberships(aws, input.instanceId);
    // What stood before is durable before the first write; a later attempt must not mistake our own group for it.
    // What came only since is added, unless it is in our group already.
    const earlier = kept.nullable().parse(await aws.kept())?.before ?? [];
    const known = new Set(earlier.map((one) => one.interfaceId));
    const added = now.filter((one) => !known.has(one.interfaceId));
    const before = [...earlier, ...added];
    if (added.length > 0) await aws.keep({ before });
    const groups: Record<string, string> = {};
    for (const vpcId of new Set(now.map((one) => one.vpcId)))
      groups[vpcId] = await makeQuarantineGroup(aws, vpcId, nonce);
    for (const one of now)
      if (calls.some((call) => call.id === one.interfaceId) && !isOnly(one.groups, groups[one.vpcId]))
        await aws.make(one.interfaceId);
    return { before, groups };
  },

  async verify(aws, { input, notCut }, { groups }) {
    const [now, rules] = await Promise.all([
      readMemberships(aws, input.instanceId),
      Promise.all(Object.values(groups).map((id) => readRules(aws, id))),
    ]);
    const holds = now.every((one) => isOnly(one.groups, groups[one.vpcId])) && rules.every((some) => some.length === 0);
    return {
      assurance: 'configured',
      holds,
      facts: [
        ...now.map((one) => `${one.interfaceId} reads [${one.groups.join(', ')}]`),
        ...Object.values(groups).map((id, index) => `${id} has ${rules[index]?.length ?? 0} rules`),
      ],
      notCut,
    };
  },

  undo: {
    facts: reconnection,
    plan: (aws, { plan, output, kept: earlier, answers }) =>
      planReconnection(
        aws,
        plan.input.instanceId,
        output ?? {
          before: kept.nullable().parse(earlier)?.before ?? plan.facts.interfaces,
          groups: groupsMade(answers),
        },
        () => readMemberships(aws, plan.input.instanceId),
      ),
    apply: (aws, plan) => reconnect(aws, plan.calls, plan.facts, () => readMemberships(aws, plan.input.instanceId)),
  },
});

const isOnly = (groups: readonly string[], group: string | undefined): boolean =>
  groups.length === 1 && groups[0] === group;
