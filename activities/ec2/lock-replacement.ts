import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { readLocks } from './snapshot-locks.js';
import { snapshotEvidence, type SnapshotSet } from './snapshots.js';

const refusals: readonly (string | null | undefined)[] = [failureTypes.denied, failureTypes.badInput];

/**
 * Locks a set that replaced another, by the locks planned with it. As with the first set, a lock that AWS refuses does
 * not keep the snapshots from being waited for: it is said, and the run goes on.
 */
export const lockReplacement = async (
  aws: Aws,
  planned: string,
  set: SnapshotSet,
  { instanceId, lockDays }: { readonly instanceId: string; readonly lockDays: number },
): Promise<void> => {
  try {
    const locked = await readLocks(aws, set);
    for (const [index, one] of set.snapshots.entries()) {
      if (!locked.has(one.snapshotId)) await aws.make(`${planned}/lock/${index}`);
      await aws.collected(snapshotEvidence(aws, one, instanceId, 'locked', { lock: 'governance', days: lockDays }));
    }
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !refusals.includes(error.type)) throw error;
    await aws.progress(`not locked: ${error.message}`.slice(0, 500));
  }
};
