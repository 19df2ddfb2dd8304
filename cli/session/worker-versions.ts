import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { workflowTypes } from '../../workflows/contract/names.js';
import type { Config } from '../../worker/config.js';

/** Temporal's type for the queue that workflows wait in. */
const WORKFLOW_QUEUE = 1;

/** A poll that waits is renewed each minute: who was not heard of for longer is gone. In milliseconds. */
const patience = 70_000;

/** The workers that ask Temporal for work. */
export type Polling = {
  /** The build id of the version that is given new runs; null where no worker is versioned, or none has come yet. */
  readonly current: string | null;
  /** The build ids that a worker is there for; null stands for workers without a version. */
  readonly buildIds: ReadonlySet<string | null>;
};

/** Who asks for work at `now`. */
export const polling = async (
  client: Client,
  { namespace, taskQueue }: Config['temporal'],
  now = Date.now(),
): Promise<Polling> => {
  const { pollers, versioningInfo } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: WORKFLOW_QUEUE,
  });
  const here = (pollers ?? []).filter(
    ({ lastAccessTime }) => now - Number(lastAccessTime?.seconds ?? 0) * 1_000 < patience,
  );
  return {
    current: versioningInfo?.currentDeploymentVersion?.buildId ?? null,
    buildIds: new Set(here.map(({ deploymentOptions }) => deploymentOptions?.buildId ?? null)),
  };
};

/** A version of the worker's code: whether it is given new runs, whether a worker asks for its work, and its open runs. */
export type WorkerVersion = {
  readonly buildId: string | null;
  readonly current: boolean;
  readonly worker: boolean;
  readonly runs: readonly string[];
};

const versionOf = defineSearchAttributeKey('TemporalWorkerDeploymentVersion', 'KEYWORD');

/**
 * The versions that have a worker, open runs, or the new runs; the one with the new runs first. Runs and releases that no
 * version has begun yet count to the one with the new runs. An open run goes on only while its version has a worker.
 */
export const workerVersions = async (
  client: Client,
  temporal: Config['temporal'],
  now = Date.now(),
): Promise<readonly WorkerVersion[]> => {
  const { current, buildIds } = await polling(client, temporal, now);
  const runs = new Map<string | null, readonly string[]>([current, ...buildIds].map((id) => [id, []]));
  const types = [workflowTypes.run, workflowTypes.release].map((type) => `'${type}'`).join(', ');
  const query = `TaskQueue = '${temporal.taskQueue}' AND ExecutionStatus = 'Running' AND WorkflowType IN (${types})`;
  for await (const { workflowId, typedSearchAttributes } of client.workflow.list({ query })) {
    const [, begun = current] = typedSearchAttributes.get(versionOf)?.split(':') ?? [];
    runs.set(begun, [...(runs.get(begun) ?? []), workflowId]);
  }
  return [...runs].map(([buildId, open]) => ({
    buildId,
    current: buildId === current,
    worker: buildIds.has(buildId),
    runs: open,
  }));
};
