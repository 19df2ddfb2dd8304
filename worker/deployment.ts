import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowService } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { WorkerDeploymentOptions } from '@temporalio/worker';

/** gRPC's NOT_FOUND: Temporal has not seen this version poll yet. */
const NOT_FOUND = 5;

/** ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS: not every part of Temporal gives new runs to the current version yet. */
const IN_PROGRESS = 1;

/** Runs stay with the version that began them: no other code replays their history (Worker Versioning, "Pinned"). */
export const pinnedTo = (version: WorkerDeploymentVersion): WorkerDeploymentOptions => ({
  useWorkerVersioning: true,
  version,
  defaultVersioningBehavior: 'PINNED',
});

/**
 * Makes this version the current one, which is given the new runs, and answers the build id of the version that has them
 * by then. That is another one where it came to Temporal after this one: an old worker that merely starts again takes
 * nothing back. Tries until Temporal has seen this version poll, or until it is told to stop: then it answers null. What
 * else stands in the way goes to `say`.
 */
export const takeNewRuns = async (
  service: WorkflowService,
  namespace: string,
  { deploymentName, buildId }: WorkerDeploymentVersion,
  { say, stopping }: { readonly say: (problem: string) => void; readonly stopping: AbortSignal },
): Promise<string | null> => {
  let said = '';
  for (let wait = 50; !stopping.aborted; wait = Math.min(2_000, wait * 2)) {
    try {
      const { workerDeploymentInfo: known, conflictToken } = await service.describeWorkerDeployment({
        namespace,
        deploymentName,
      });
      const current = known?.routingConfig?.currentDeploymentVersion?.buildId;
      const since = (id: string): number => {
        const found = known?.versionSummaries?.find(({ deploymentVersion }) => deploymentVersion?.buildId === id);
        // What Temporal has not heard of is as new as can be.
        return found ? Number(found.createTime?.seconds ?? 0) + (found.createTime?.nanos ?? 0) / 1e9 : Infinity;
      };
      if (!current || (current !== buildId && since(current) <= since(buildId)))
        await service.setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId, conflictToken });
      else if (known?.routingConfigUpdateState !== IN_PROGRESS) return current;
    } catch (error) {
      const { code, message } = error as Error & { readonly code?: number };
      if (code !== NOT_FOUND && message !== said) say((said = message));
    }
    await pause(wait, undefined, { signal: stopping }).catch(() => undefined);
  }
  return null;
};
