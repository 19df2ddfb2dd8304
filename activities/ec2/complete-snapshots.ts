import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { instanceId, readInstance } from './instances.js';
import { lockReplacement } from './lock-replacement.js';
import { snapshotsCall, startSnapshots } from './snapshot-calls.js';
import { lockCall, lockInput, locksFor } from './snapshot-locks.js';
import {
  progressOf,
  readSnapshots,
  snapshotDetails,
  snapshotEvidence,
  snapshotSet,
  type SnapshotSet,
} from './snapshots.js';

const slowest = 15_000;
/** Sets that may replace one that AWS could not complete. They are planned, and signed, from the start. */
const replacements = [2, 3] as const;

const facts = z.strictObject({ nonce: z.string(), volumeIds: z.array(z.string()) });
const input = z.strictObject({ instanceId, from: z.string(), ...lockInput });
const output = snapshotSet.extend({ replaced: z.array(z.string()).default([]) });

const replacementCalls = (
  { instanceId: id, lock, lockDays }: z.infer<typeof input>,
  nonce: string,
  volumes: number,
): readonly PlannedCall[] =>
  replacements.flatMap((round) => [
    snapshotsCall(`set/${round}`, id, `${nonce}${round}`),
    ...Array.from({ length: lock === 'none' ? 0 : locksFor(volumes) }, (_, index) =>
      lockCall(`set/${round}/lock/${index}`, id, { $ref: `set/${round}.Snapshots.${index}.SnapshotId` }, lockDays),
    ),
  ]);

/** Waits for a set; answers the snapshots that AWS could not complete. */
const awaitSet = async (aws: Aws, set: SnapshotSet): Promise<readonly { id: string; reason: string }[]> => {
  for (let pause = 1_000; ; pause = Math.min(slowest, pause * 1.25)) {
    const now = await readSnapshots(aws, set);
    const broken = now.filter((one) => one.State === 'error');
    if (broken.length > 0)
      return broken.map((one) => ({ id: one.SnapshotId ?? '', reason: one.StateMessage ?? 'no reason given' }));
    if (now.length === set.snapshots.length && now.every((one) => one.State === 'completed')) return [];
    await aws.progress(`snapshots ${progressOf(now)} %`);
    await aws.wait(pause);
  }
};

/**
 * Waits until the snapshots that an earlier step started are complete, and says how far they are. Where AWS cannot
 * complete one, a full new set replaces the whole: one set is one point in time. Both are on record.
 */
export const completeSnapshots = action({
  name: 'completeSnapshots',
  title: 'Wait until the snapshots are complete',
  effect: 'collect',
  blocking: true,
  patience: 'hours',
  input,
  facts,
  output,
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeSnapshots',
    'ec2:DescribeLockedSnapshots',
    'ec2:CreateSnapshots',
    'ec2:CreateTags',
    'ec2:LockSnapshot',
  ],

  async plan(aws, wanted, { nonce }) {
    const { instance, owner } = await readInstance(aws, wanted.instanceId);
    const volumeIds = (instance.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []);
    return {
      owner,
      kind: 'instance',
      calls: replacementCalls(wanted, nonce, volumeIds.length),
      targetState: { snapshots: 'completed' },
      reversible: true,
      summary: `wait until the snapshots of ${wanted.instanceId} are complete; up to ${replacements.length} new sets if AWS cannot complete them`,
      facts: { nonce, volumeIds },
    };
  },

  async apply(aws, { input: wanted, facts: { nonce, volumeIds } }) {
    const first = snapshotSet.nullable().parse(await aws.outputOf(wanted.from));
    if (!first)
      throw failure(
        failureTypes.failed,
        `${wanted.from} left no snapshots to wait for.`,
        'Skip this step, or start again.',
      );
    const record = async (set: SnapshotSet, state: 'pending' | 'completed'): Promise<void> => {
      const known = state === 'completed' ? await readSnapshots(aws, set) : [];
      for (const one of set.snapshots) {
        const details = snapshotDetails(known.find(({ SnapshotId }) => SnapshotId === one.snapshotId));
        await aws.collected(snapshotEvidence(aws, one, wanted.instanceId, state, details));
      }
    };
    const replaced: string[] = [];
    let set = first;
    for (const round of [...replacements, null]) {
      const broken = await awaitSet(aws, set);
      if (broken.length === 0) {
        await record(set, 'completed');
        return { ...set, replaced };
      }
      const said = broken.map(({ id, reason }) => `${id} (${reason})`).join(', ');
      for (const one of set.snapshots) {
        const reason = broken.find(({ id }) => id === one.snapshotId)?.reason;
        if (reason) await aws.collected(snapshotEvidence(aws, one, wanted.instanceId, 'failed', { reason }));
      }
      if (round === null)
        throw failure(
          failureTypes.failed,
          `AWS could not complete ${said}, nor the sets before.`,
          'Look into the reason (often the KMS key), then launch the playbook again for a full new set.',
        );
      replaced.push(...set.snapshots.map(({ snapshotId }) => snapshotId));
      await aws.progress(`AWS could not complete ${said}: set ${round} of ${replacements.length + 1} begins`);
      set = await startSnapshots(aws, `set/${round}`, `${nonce}${round}`, volumeIds);
      await record(set, 'pending');
      if (wanted.lock !== 'none') await lockReplacement(aws, `set/${round}`, set, wanted);
    }
    return { ...set, replaced };
  },

  async verify(aws, _plan, set) {
    const now = await readSnapshots(aws, set);
    return {
      assurance: 'configured',
      holds: now.length === set.snapshots.length && now.every((one) => one.State === 'completed'),
      facts: [
        ...now.map((one) => `${one.SnapshotId} of ${one.VolumeId}: ${one.State}`),
        ...(set.replaced.length > 0 ? [`in place of ${set.replaced.join(', ')}`] : []),
      ],
      notCut: [],
    };
  },
});
