import { z } from 'zod';
import { action } from '../action.js';
import { instanceInput, readInstance } from './instances.js';
import { findSnapshots, readSnapshots, snapshotEvidence, snapshotSet } from './snapshots.js';

const facts = z.strictObject({ nonce: z.string(), volumeIds: z.array(z.string()) });

const created = z.object({
  Snapshots: z.array(z.object({ SnapshotId: z.string(), VolumeId: z.string() })).min(1),
});

/**
 * Starts one crash-consistent snapshot of every EBS volume of an instance, in one call
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshots.html): the point in time is fixed when
 * AWS answers. It does not wait for them to complete.
 */
export const snapshotVolumes = action({
  name: 'snapshotVolumes',
  title: 'Snapshot all EBS volumes of an instance',
  effect: 'collect',
  blocking: true,
  input: instanceInput,
  facts,
  output: snapshotSet,
  permissions: ['ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:CreateSnapshots', 'ec2:CreateTags'],

  async plan(aws, { instanceId }, { nonce }) {
    const { instance, owner } = await readInstance(aws, instanceId);
    const volumeIds = (instance.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []);
    return {
      owner,
      kind: 'instance',
      calls: [
        {
          id: 'snapshots',
          service: 'ec2',
          operation: 'CreateSnapshots',
          target: instanceId,
          // The mark means nothing to whoever reads it in the account: its meaning is in the ledger.
          input: {
            InstanceSpecification: { InstanceId: instanceId },
            TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: nonce, Value: nonce }] }],
          },
        },
      ],
      targetState: { snapshots: 'one of every attached EBS volume, at one point in time' },
      reversible: true,
      summary: `snapshot ${volumeIds.length} volume(s) of ${instanceId}: ${volumeIds.join(', ')}`,
      notApplicable: ['Instance store and memory are not in an EBS snapshot.'],
      facts: { nonce, volumeIds },
    };
  },

  async apply(aws, { input, facts: { nonce, volumeIds } }) {
    const find = async (since: Date) => {
      // What was made a moment ago may not be listed yet: look again before making a second set.
      for (const pause of [0, 500, 1_500]) {
        await aws.wait(pause);
        const found = await findSnapshots(aws, nonce, volumeIds, since);
        if (found)
          return { Snapshots: found.snapshots.map((one) => ({ SnapshotId: one.snapshotId, VolumeId: one.volumeId })) };
      }
      return null;
    };
    const answer = created.parse(await aws.create('snapshots', find));
    const snapshots = answer.Snapshots.map((one) => ({ snapshotId: one.SnapshotId, volumeId: one.VolumeId }));
    for (const one of snapshots) await aws.collected(snapshotEvidence(aws, one, input.instanceId, 'pending'));
    return { snapshots };
  },

  async verify(aws, _plan, set) {
    const now = await readSnapshots(aws, set);
    const holds = set.snapshots.every(({ snapshotId }) =>
      now.some((one) => one.SnapshotId === snapshotId && one.State !== 'error'),
    );
    const facts = now.map((one) => `${one.SnapshotId} of ${one.VolumeId}: ${one.State} ${one.Progress ?? ''}`.trim());
    return { assurance: 'configured', holds, facts, notCut: [] };
  },
});
