import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { findSnapshots, type SnapshotSet } from './snapshots.js';

const created = z.object({
  Snapshots: z.array(z.object({ SnapshotId: z.string(), VolumeId: z.string() })).min(1),
});

/** The call that starts one crash-consistent set of all EBS volumes of an instance, found again by its mark. */
export const snapshotsCall = (id: string, instanceId: string, mark: string): PlannedCall => ({
  id,
  service: 'ec2',
  operation: 'CreateSnapshots',
  target: instanceId,
  // The mark means nothing to whoever reads it in the account: its meaning is in the ledger.
  input: {
    InstanceSpecification: { InstanceId: instanceId },
    TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: mark, Value: mark }] }],
  },
});

/** Makes that call once, however often its answer is lost. AWS has no client token for it. */
export const startSnapshots = async (
  aws: Aws,
  id: string,
  mark: string,
  volumeIds: readonly string[],
): Promise<SnapshotSet> => {
  const answer = created.parse(
    await aws.create(id, async (since) => {
      // What was made a moment ago may not be listed yet: look again before making a second set.
      for (const pause of [0, 500, 1_500]) {
        await aws.wait(pause);
        const found = await findSnapshots(aws, mark, volumeIds, since);
        if (found)
          return { Snapshots: found.snapshots.map((one) => ({ SnapshotId: one.snapshotId, VolumeId: one.volumeId })) };
      }
      return null;
    }),
  );
  return { snapshots: answer.Snapshots.map((one) => ({ snapshotId: one.SnapshotId, volumeId: one.VolumeId })) };
};
