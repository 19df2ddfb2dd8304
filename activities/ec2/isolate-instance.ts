import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import { failure } from '../aws/errors.js';
import { instanceId as instanceIdSchema, interfacesCovered, isOwn, readInstance, readInterfaces } from './instances.js';
import { isolate, isolationState } from './isolate.js';
import { membership, membershipOf, readMemberships, wearsOnly } from './memberships.js';
import { notCutByGroups } from './not-cut.js';
import { openGroupCalls } from './open-group.js';
import { groupsMade, quarantineCalls } from './quarantine-group.js';
import { planReconnection, reconnect, reconnection } from './reconnect-instance.js';
import { readRules } from './security-groups.js';
import { attachCall, swapCalls } from './untrack.js';

const input = z.strictObject({
  instanceId: instanceIdSchema,
  /** Open each interface to everyone for a moment first, so that connections that are open now may end. */
  untrack: z.boolean().default(false),
});
const facts = z.strictObject({ nonce: z.string(), interfaces: z.array(membership).min(1) });

/** The mark of the group that opens: another one than the quarantine group's, and as random. */
const openMark = (nonce: string): string => `${nonce}o`;

/**
 * Cuts an instance off by giving each of its network interfaces one security group without any rule. Per interface,
 * never per instance: ModifyInstanceAttribute refuses groups on a host with several. The group is made for this run.
 */
export const isolateInstance = action({
  name: 'isolateInstance',
  title: 'Isolate an instance from the network',
  effect: 'change',
  blocking: true,
  input,
  facts,
  output: isolationState,
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSecurityGroupRules',
    'ec2:CreateSecurityGroup',
    'ec2:CreateTags',
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:RevokeSecurityGroupEgress',
    'ec2:RevokeSecurityGroupIngress',
    'ec2:ModifyNetworkInterfaceAttribute',
    'ec2:DeleteSecurityGroup',
  ],

  async plan(aws, { instanceId, untrack }, { nonce }) {
    const [{ owner }, interfaces] = await Promise.all([readInstance(aws, instanceId), readInterfaces(aws, instanceId)]);
    const own = isOwn(aws.account);
    const before = interfaces.filter(own).map(membershipOf);
    if (before.length === 0)
      throw failure(failureTypes.refused, `Instance ${instanceId} has no network interface of its own to isolate.`);
    const ids = before.map((one) => one.interfaceId);
    const vpcs = [...new Set(before.map((one) => one.vpcId))].sort();
    return {
      owner,
      kind: 'instance',
      calls: [
        ...vpcs.flatMap((vpcId) => quarantineCalls(vpcId, nonce)),
        ...(untrack ? vpcs.flatMap((vpcId) => openGroupCalls(vpcId, openMark(nonce))) : []),
        ...before.map(attachCall),
        ...(untrack ? before.flatMap(swapCalls) : []),
      ],
      targetState: { groups: 'one group without any rule, on every interface' },
      deviations: { maxInterfaces: interfacesCovered(before.length), anyPriorGroups: true },
      reversible: true,
      summary: `isolate ${instanceId} on ${before.length} interface(s): ${ids.join(', ')}`,
      differences: before.map((one) => ({
        what: one.interfaceId,
        now: one.groups.join(', ') || 'no group',
        then: 'quarantine group, no rules',
      })),
      blastRadius: [
        ...(untrack
          ? [
              {
                severity: 'danger' as const,
                message: `every interface of ${instanceId} is open to everyone for a moment: whoever waits for it gets in`,
                resources: ids,
              },
            ]
          : []),
        {
          severity: 'info',
          message: `Systems Manager, memory capture and every agent on ${instanceId} lose their way out`,
          resources: [instanceId],
        },
      ],
      notCut: notCutByGroups(
        interfaces.filter((one) => !own(one)),
        { untrack },
      ),
      facts: { nonce, interfaces: before },
    };
  },

  apply: (aws, { input: { instanceId, untrack }, calls, facts: { nonce } }) =>
    isolate(aws, {
      instanceId,
      nonce,
      mark: untrack ? openMark(nonce) : null,
      isPlanned: (interfaceId) => calls.some((call) => call.id === interfaceId),
    }),

  async verify(aws, { input, notCut }, { groups, untracked = [] }) {
    const [now, rules] = await Promise.all([
      readMemberships(aws, input.instanceId),
      Promise.all(Object.values(groups).map((id) => readRules(aws, id))),
    ]);
    const holds = now.every((one) => wearsOnly(one, groups[one.vpcId])) && rules.every((some) => some.length === 0);
    const closedOnly = input.untrack ? now.filter((one) => !untracked.includes(one.interfaceId)) : [];
    return {
      assurance: 'configured',
      holds,
      facts: [
        ...now.map((one) => `${one.interfaceId} reads [${one.groups.join(', ')}]`),
        ...Object.values(groups).map((id, index) => `${id} has ${rules[index]?.length ?? 0} rules`),
      ],
      notCut: [
        ...notCut,
        ...closedOnly.map(
          (one) =>
            `connections of ${one.interfaceId} that are open: it was closed without being opened for a moment first`,
        ),
      ],
    };
  },

  undo: {
    facts: reconnection,
    plan: (aws, { plan, output, kept, answers }) => {
      const known = output ?? isolationState.nullable().parse(kept);
      return planReconnection(aws, plan.input.instanceId, {
        before: known?.before ?? plan.facts.interfaces,
        groups: { ...groupsMade(answers), ...known?.groups },
        open: known?.open ?? {},
      });
    },
    apply: (aws, plan) => reconnect(aws, plan.input.instanceId, plan.calls, plan.facts),
  },
});
