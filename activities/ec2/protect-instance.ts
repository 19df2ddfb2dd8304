import type { Instance } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { instanceInput, readInstance } from './instances.js';
import {
  fullProtection,
  isRead,
  isAsWanted,
  protection,
  protectionCalls,
  protectionDifferences,
  protectionOf,
  readProtection,
  sayProtection,
  type Protection,
} from './protection.js';

const record = z.strictObject({ before: protection });

// Termination protection cannot be set on Spot Instances; `stop` needs an EBS root volume. EC2 User Guide,
// "Change instance termination protection" and "Change instance initiated shutdown behavior".
const inapplicable = (instance: Instance): ReadonlyMap<string, string> =>
  new Map([
    ...(instance.InstanceLifecycle === 'spot'
      ? [
          [
            'termination',
            'Spot Instances have no termination protection: an interruption can still end this host.',
          ] as const,
        ]
      : []),
    ...(instance.RootDeviceType === 'instance-store'
      ? [
          [
            'shutdown',
            'Shutdown behaviour `stop` needs an EBS root volume: a shutdown from inside ends this host.',
          ] as const,
        ]
      : []),
  ]);

// One attribute that cannot be set must not keep the others from being set.
const bringTo = async (aws: Aws, calls: readonly PlannedCall[], now: Protection, wanted: Protection): Promise<void> => {
  const problems: unknown[] = [];
  for (const call of calls.filter((one) => !isAsWanted(one.id, now, wanted)))
    await aws.make(call.id).catch((error: unknown) => problems.push(error));
  if (problems.length > 0) throw problems[0];
};

/** Refuses to put back what is neither as we set it nor as it was before. */
const refuseMoved = (id: string, calls: readonly PlannedCall[], now: Protection, before: Protection): void => {
  const ours = fullProtection(before);
  const moved = calls.filter((call) => !isAsWanted(call.id, now, ours) && !isAsWanted(call.id, now, before));
  if (moved.length > 0)
    throw failure(
      failureTypes.moved,
      `Somebody changed ${moved.map((call) => call.id).join(', ')} of ${id} since: now ${sayProtection(now).join(', ')}.`,
      'Look into who did, then release the other steps with --step.',
    );
};

/**
 * Keeps the host and its disks from disappearing: termination protection, shutdown behaviour `stop`, and volumes that
 * outlive the instance. Best-effort: it never stands in the way of containment.
 */
export const protectInstance = action({
  name: 'protectInstance',
  title: 'Protect an instance and its volumes from deletion',
  effect: 'change',
  blocking: false,
  input: instanceInput,
  facts: record,
  output: record,
  readsAlone: true,
  permissions: ['ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute', 'ec2:ModifyInstanceAttribute'],

  async plan(aws, { instanceId }) {
    const { instance, owner } = await readInstance(aws, instanceId);
    const before = await protectionOf(aws, instanceId, instance);
    const cannot = inapplicable(instance);
    const wanted = fullProtection(before);
    return {
      owner,
      kind: 'instance',
      calls: protectionCalls(instanceId, wanted).filter((call) => !cannot.has(call.id)),
      targetState: { terminationProtection: !cannot.has('termination'), shutdownBehaviour: 'stop', keepVolumes: true },
      reversible: true,
      summary: `protect ${instanceId} and its ${before.volumes.length} volume(s) from deletion`,
      differences: protectionDifferences(before, wanted),
      notApplicable: [...cannot.values()],
      facts: { before },
    };
  },

  async apply(aws, { input, calls, facts }) {
    const kept = record.nullable().parse(await aws.kept());
    // It was read a moment ago, for the plan. A later attempt looks again: the earlier one may have come far.
    const now = kept || !isRead(facts.before) ? await readProtection(aws, input.instanceId) : facts.before;
    const first = kept ?? { before: now };
    if (!kept) await aws.keep(first);
    await bringTo(aws, calls, now, fullProtection(first.before));
    return first;
  },

  async verify(aws, { input, calls, facts }) {
    const now = await readProtection(aws, input.instanceId);
    const wanted = fullProtection(facts.before);
    // Volumes that were attached since are looked at as well.
    const areKept = now.volumes.every((one) => !one.deleteOnTermination);
    const holds = areKept && calls.every((call) => isAsWanted(call.id, now, wanted));
    return { assurance: 'configured', holds, facts: sayProtection(now), notCut: [] };
  },

  undo: {
    facts: record,
    async plan(aws, { plan, output, kept }) {
      const id = plan.input.instanceId;
      const { before } = output ?? record.nullable().parse(kept) ?? plan.facts;
      const { instance, owner } = await readInstance(aws, id);
      const now = await protectionOf(aws, id, instance);
      const ours = fullProtection(before);
      if (isRead(now)) refuseMoved(id, plan.calls, now, before);
      return {
        owner,
        kind: 'instance',
        // Only what the run itself set, and only what that changed.
        calls: protectionCalls(id, before).filter(
          // What was never read was never changed either: it is kept before the first write.
          (call) =>
            isRead(before) && plan.calls.some((made) => made.id === call.id) && !isAsWanted(call.id, ours, before),
        ),
        targetState: { protection: before },
        reversible: true,
        summary: `put back termination protection, shutdown behaviour and volumes of ${id}`,
        differences: protectionDifferences(now, before),
        facts: { before },
      };
    },
    async apply(aws, { input, calls, facts }) {
      const now = await readProtection(aws, input.instanceId);
      refuseMoved(input.instanceId, calls, now, facts.before);
      await bringTo(aws, calls, now, facts.before);
      return sayProtection(await readProtection(aws, input.instanceId));
    },
  },
});
