import { z } from 'zod';
import { action } from '../action.js';
import { instanceInput, readInstance } from './instances.js';
import { snapshotsCall, startSnapshots } from './snapshot-calls.js';
import { readSnapshots, snapshotEvidence, snapshotSet } from './snapshots.js';

const facts = z.strictObject({ nonce: z.string(), volumeIds: z.array(z.string()) });

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
      calls: [snapshotsCall('snapshots', instanceId, nonce)],
      targetState: { snapshots: 'one of every attached EBS volume, at one point in time' },
      reversible: true,
      summary: `snapshot ${volumeIds.length} volume(s) of ${instanceId}: ${volumeIds.join(', ')}`,
      notApplicable: ['Instance store and memory are not in an EBS snapshot.'],
      facts: { nonce, volumeIds },
    };
  },

  async apply(aws, { input, facts: { nonce, volumeIds } }) {
    const set = await startSnapshots(aws, 'snapshots', nonce, volumeIds);
    for (const one of set.snapshots) await aws.collected(snapshotEvidence(aws, one, input.instanceId, 'pending'));
    return set;
  },

  async verify(aws, _plan, set) {
    const now = await readSnapshots(aws, set);
    // One that AWS cannot complete is replaced by the step that waits for them: containment must not wait for that.
    const holds = set.snapshots.every(({ snapshotId }) => now.some((one) => one.SnapshotId === snapshotId));
    const said = now.map((one) => `${one.SnapshotId} of ${one.VolumeId}: ${one.State} ${one.Progress ?? ''}`.trim());
    return { assurance: 'configured', holds, facts: said, notCut: [] };
  },
});
