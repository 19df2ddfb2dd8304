import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import { failure } from '../aws/errors.js';
import { instanceInput, readInstance } from '../ec2/instances.js';
import { groupCall, guarding } from './groups.js';
import {
  isEnding,
  isInService,
  isOnLeave,
  leavesAlone,
  membership,
  readMembership,
  type Membership,
} from './membership.js';
import { place, planReturn, returnToService } from './return-to-service.js';

const record = z.strictObject({ before: membership.nullable() });
/** `standby`: it is this step that took it out of service. */
const output = place.extend({ standby: z.boolean() });

const notLeftAlone = (instanceId: string, { group, lifecycle }: Membership, cause?: Error): Error =>
  failure(
    failureTypes.refused,
    `${instanceId} is ${lifecycle} in ${group}, where AWS refuses Standby, and ${group} may end it at any time.`,
    `Suspend ${guarding.join(', ')} of ${group}; what ends an instance already is stopped by a lifecycle hook alone.`,
    cause,
  );

/**
 * Keeps an Auto Scaling group from terminating an instance that fails its health checks once it is isolated: into
 * Standby, without decreasing the desired capacity, so that the group launches a replacement for its users. Where AWS
 * refuses that (it works from InService only), the instance is left alone while the group's processes that end instances
 * are suspended, which is for `suspendProcesses` to do. Best-effort. The bounds are those of EnterStandby and ExitStandby
 * in the Amazon EC2 Auto Scaling API Reference.
 */
export const standbyInstance = action({
  name: 'standbyInstance',
  title: 'Keep Auto Scaling from terminating an instance',
  effect: 'change',
  blocking: false,
  input: instanceInput,
  facts: record,
  output,
  permissions: [
    'ec2:DescribeInstances',
    'autoscaling:DescribeAutoScalingInstances',
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:EnterStandby',
    'autoscaling:ExitStandby',
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
      ],
      targetState,
      victims: [arn],
      summary: `put ${instanceId} into Standby in ${group}`,
      differences: [{ what: group, now: lifecycle, then: 'Standby' }],
      blastRadius: [
        {
          severity: 'info',
          message: `${group} launches a replacement: its desired capacity stays ${desired}`,
          resources,
        },
        ...(isInService(before) || isEnding(before)
          ? []
          : [
              {
                severity: 'info' as const,
                message: `AWS takes ${instanceId} into Standby only once it is InService: until then it is left alone while ${guarding.join(', ')} are suspended`,
                resources,
              },
            ]),
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

  async apply(aws, { input: { instanceId }, calls }) {
    const now = await readMembership(aws, instanceId);
    if (!now || calls.length === 0) return { group: now?.group ?? null, standby: false };
    const { group } = now;
    if (isOnLeave(now)) return { group, standby: true };
    let refusal: Error | undefined;
    if (isInService(now))
      try {
        await aws.make('standby');
        return { group, standby: true };
      } catch (error) {
        // Only a refusal leads on: after anything else it is tried again.
        if (!(error instanceof ApplicationFailure) || error.type !== failureTypes.badInput) throw error;
        refusal = error;
      }
    if (!leavesAlone(now)) throw notLeftAlone(instanceId, now, refusal);
    return { group, standby: false };
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
    facts: place,
    stands: (made) => made?.standby ?? true,
    // Out of Standby means in service again: users would be sent to a host that was compromised.
    onlyWhenNamed: (made) => made?.standby ?? true,
    plan: (aws, { plan }) => planReturn(aws, plan.input.instanceId),
    apply: (aws, { input, calls }) => returnToService(aws, input.instanceId, calls),
  },
});
