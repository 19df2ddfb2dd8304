import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import { failure } from '../aws/errors.js';
import { instanceId, readInstance } from './instances.js';
import { progressOf, readSnapshots, snapshotEvidence, snapshotSet } from './snapshots.js';

const slowest = 15_000;

/** Waits until the snapshots that an earlier step started are complete, and says how far they are. */
export const completeSnapshots = action({
  name: 'completeSnapshots',
  title: 'Wait until the snapshots are complete',
  effect: 'observe',
  blocking: true,
  patience: 'hours',
  input: z.strictObject({ instanceId, from: z.string() }),
  facts: z.null(),
  output: snapshotSet,
  permissions: ['ec2:DescribeInstances', 'ec2:DescribeSnapshots'],

  async plan(aws, input) {
    const { owner } = await readInstance(aws, input.instanceId);
    return {
      owner,
      kind: 'instance',
      calls: [],
      targetState: { snapshots: 'completed' },
      reversible: true,
      summary: `wait until the snapshots of ${input.instanceId} are complete`,
      facts: null,
    };
  },

  async apply(aws, { input }) {
    const set = snapshotSet.nullable().parse(await aws.outputOf(input.from));
    if (!set)
      throw failure(
        failureTypes.failed,
        `${input.from} left no snapshots to wait for.`,
        'Skip this step, or start again.',
      );
    for (let pause = 1_000; ; pause = Math.min(slowest, pause * 1.25)) {
      const now = await readSnapshots(aws, set);
      const broken = now.filter((one) => one.State === 'error');
      if (broken.length > 0)
        throw failure(
          failureTypes.failed,
          `AWS could not complete ${broken.map((one) => `${one.SnapshotId} (${one.StateMessage ?? 'no reason given'})`).join(', ')}.`,
          'Look into the reason (often the KMS key), then launch the playbook again for a full new set.',
        );
      if (now.length === set.snapshots.length && now.every((one) => one.State === 'completed')) {
        for (const one of set.snapshots) await aws.collected(snapshotEvidence(aws, one, input.instanceId, 'completed'));
        return set;
      }
      await aws.progress(`snapshots ${progressOf(now)} %`);
      await aws.wait(pause);
    }
  },

  async verify(aws, _plan, set) {
    const now = await readSnapshots(aws, set);
    const holds = now.length === set.snapshots.length && now.every((one) => one.State === 'completed');
    return {
      assurance: 'configured',
      holds,
      facts: now.map((one) => `${one.SnapshotId} of ${one.VolumeId}: ${one.State}`),
      notCut: [],
    };
  },
});
