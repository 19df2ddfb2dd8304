import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import { failure } from '../aws/errors.js';
import { instanceId, readInstance } from './instances.js';
import { lockCall, lockInput, locksFor, readLocks, sayLocks } from './snapshot-locks.js';
import { readSnapshots, snapshotEvidence, snapshotSet } from './snapshots.js';

const { lockDays } = lockInput;

/**
 * Locks the snapshots that an earlier step has just started, while they are pending: until the lock ends they cannot be
 * deleted, by whoever has the rights to delete. Best-effort: an unlocked snapshot is evidence all the same. It is not
 * undone: only who may `ec2:UnlockSnapshot` can lift a lock in governance mode, and Firebreak's role may not.
 */
export const lockSnapshots = action({
  name: 'lockSnapshots',
  title: 'Lock the snapshots against deletion',
  effect: 'collect',
  blocking: false,
  input: z.strictObject({ instanceId, from: z.string(), lockDays }),
  facts: z.strictObject({ volumes: z.int() }),
  output: z.strictObject({ snapshots: z.array(z.strictObject({ snapshotId: z.string(), volumeId: z.string() })) }),
  permissions: ['ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:DescribeLockedSnapshots', 'ec2:LockSnapshot'],

  async plan(aws, input) {
    const { instance, owner } = await readInstance(aws, input.instanceId);
    const volumes = (instance.BlockDeviceMappings ?? []).filter(({ Ebs }) => Ebs?.VolumeId).length;
    return {
      owner,
      kind: 'instance',
      // Which ids they will have is not known yet: apply takes them from the step that made them, and from nowhere else.
      calls: Array.from({ length: locksFor(volumes) }, (_, index) =>
        lockCall(`lock/${index}`, input.instanceId, { $like: 'snap-[0-9a-f]{8,17}' }, input.lockDays),
      ),
      targetState: { snapshots: `locked for ${input.lockDays} days in governance mode` },
      reversible: false,
      summary: `lock the ${volumes} snapshot(s) of ${input.instanceId} for ${input.lockDays} days, in governance mode`,
      notApplicable: [
        'A governance lock is not lifted by release: that takes a role with ec2:UnlockSnapshot, and a decision of its own.',
      ],
      facts: { volumes },
    };
  },

  async apply(aws, { input, calls }) {
    const set = snapshotSet.nullable().parse(await aws.outputOf(input.from));
    if (!set) throw failure(failureTypes.failed, `${input.from} left no snapshots to lock.`);
    const known = await readSnapshots(aws, set);
    // One that AWS cannot complete cannot be locked either: what replaces it is locked by the step that waits.
    const sound = set.snapshots.filter(({ snapshotId }) =>
      known.some((one) => one.SnapshotId === snapshotId && one.State !== 'error'),
    );
    const locks = await readLocks(aws, { snapshots: sound });
    // A snapshot has one call in every attempt, so that one that was given up cannot make another's again.
    for (const [index, { snapshotId }] of sound.slice(0, calls.length).entries())
      if (!locks.has(snapshotId)) await aws.make(`lock/${index}`, { SnapshotId: snapshotId });
    for (const one of sound)
      await aws.collected(
        snapshotEvidence(aws, one, input.instanceId, 'locked', { lock: 'governance', days: input.lockDays }),
      );
    return { snapshots: sound };
  },

  async verify(aws, _plan, set) {
    return { assurance: 'configured', ...sayLocks(set, await readLocks(aws, set)), notCut: [] };
  },
});
