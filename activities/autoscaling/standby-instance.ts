import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import { instanceInput, readInstance } from '../ec2/instances.js';
import { groupCall, guarding, isEnding, isOnLeave, leavesAlone, membership, readMembership } from './membership.js';
import { planReturn, returnToService, standing } from './return-to-service.js';

const record = z.strictObject({ before: membership.nullable() });

/**
 * Keeps an Auto Scaling group from terminating an instance that fails its health checks once it is isolated: into
 * Standby, without decreasing the desired capacity, so that the group launches a replacement for its users. Where AWS
 * refuses that (it works from InService only), the group's processes that end instances are suspended instead.
 * Best-effort. The bounds are those of EnterStandby and ExitStandby in the Amazon EC2 Auto Scaling API Reference.
 */
export const standbyInstance = action({
  name: 'standbyInstance',
  title: 'Keep Auto Scaling from terminating an instance',
  effect: 'change',
  blocking: false,
  input: instanceInput,
  facts: record,
  output: standing,
  permissions: [
    'ec2:DescribeInstances',
    'autoscaling:DescribeAutoScalingInstances',
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:EnterStandby',
    'autoscaling:ExitStandby',
    'autoscaling:SuspendProcesses',
    'autoscaling:ResumeProcesses',
  ],

  async plan(aws, { instanceId }) {
    const { owner } = await readInstance(aws, instanceId);
    const before = await readMembership(aws, instanceId);
    const common = { owner, kind: 'instance', reversible: true, facts: { before } } as const;
    const targetState = { autoScaling: 'leaves it alone' };
    if (!before || isOnLeave(before))
      return {
        ...common,
        calls: [],
        targetState,
        summary: before
          ? `${instanceId} is ${before.lifecycle} in ${before.group} already`
          : `${instanceId} is in no Auto Scaling group`,
      };
    const { group, arn, lifecycle, desired } = before;
    const resources = [arn];
    return {
      ...common,
      calls: [
        groupCall('standby', 'EnterStandby', before, {
          InstanceIds: [instanceId],
          ShouldDecrementDesiredCapacity: false,
        }),
        groupCall('suspend', 'SuspendProcesses', before, { ScalingProcesses: [...guarding] }),
      ],
      targetState,
      victims: [arn],
      summary: `put ${instanceId} into Standby in ${group}, or suspend the processes that would end it`,
      differences: [{ what: group, now: lifecycle, then: 'Standby' }],
      blastRadius: [
        {
          severity: 'info',
          message: `${group} launches a replacement: its desired capacity stays ${desired}`,
          resources,
        },
        {
          severity: 'warning',
          message: `where Standby is refused, ${guarding.join(', ')} are suspended for the whole of ${group}`,
          resources,
        },
        ...(isEnding(before)
          ? [
              {
                severity: 'danger' as const,
                message: `${group} is terminating ${instanceId} at this moment`,
                resources,
              },
            ]
          : []),
      ],
    };
  },

  async apply(aws, { input, calls }) {
    const now = await readMembership(aws, input.instanceId);
    // What an earlier attempt suspended looks as if it had been suspended before.
    const earlier = standing.nullable().parse(await aws.kept());
    if (!now || isOnLeave(now) || calls.length === 0)
      return { group: now?.group ?? null, suspended: earlier?.suspended ?? [] };
    try {
      if (now.lifecycle === 'InService' && !earlier) {
        await aws.make('standby');
        return { group: now.group, suspended: [] };
      }
    } catch (error) {
      // Only a refusal leads on: after anything else it is tried again.
      if (!(error instanceof ApplicationFailure) || error.type !== failureTypes.badInput) throw error;
    }
    const suspended = earlier?.suspended ?? guarding.filter((process) => !now.suspended.includes(process));
    const output = { group: now.group, suspended: [...suspended] };
    if (!earlier) await aws.keep(output);
    if (!leavesAlone(now)) await aws.make('suspend');
    return output;
  },

  async verify(aws, { input }) {
    const now = await readMembership(aws, input.instanceId);
    return {
      assurance: 'configured',
      holds: now === null || leavesAlone(now),
      facts: [
        now
          ? `${input.instanceId} is ${now.lifecycle} in ${now.group}; suspended: ${now.suspended.join(', ') || 'nothing'}`
          : `${input.instanceId} is in no Auto Scaling group`,
      ],
      notCut: [],
    };
  },

  undo: {
    facts: standing,
    // Out of Standby means in service again: users would be sent to a host that was compromised.
    onlyWhenNamed: (output) => output === null || output.suspended.length === 0,
    plan: (aws, { plan, output, kept }) => {
      const made = output ?? standing.nullable().parse(kept);
      return planReturn(aws, plan.input.instanceId, made?.suspended ?? []);
    },
    apply: (aws, { input, calls, facts }) => returnToService(aws, input.instanceId, calls, facts),
  },
});
