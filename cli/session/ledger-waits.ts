import type { Client } from '@temporalio/client';
import { failureTypes } from '../../workflows/contract/failures.js';
import { workflowTypes } from '../../workflows/contract/names.js';
import type { Config } from '../../worker/config.js';

/** Where the newest of what is under way is asked for: enough to see that something waits. */
const most = 20;

type Failure = {
  readonly applicationFailureInfo?: { readonly type?: string | null } | null;
  readonly cause?: Failure | null;
};

const isOfLedger = (failure: Failure | null | undefined): boolean =>
  failure?.applicationFailureInfo?.type === failureTypes.ledger || (failure?.cause ? isOfLedger(failure.cause) : false);

/**
 * What waits because the ledger takes nothing, by the ids of workflows: Temporal knows of each activity that is tried
 * again why it failed. It is the one place that does while the ledger itself can be told nothing.
 */
export const waitingForLedger = async (
  client: Client,
  { taskQueue }: Config['temporal'],
): Promise<readonly string[]> => {
  const { run, release, track, watch } = workflowTypes;
  const types = [run, release, track, watch].map((type) => `'${type}'`).join(', ');
  const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running' AND WorkflowType IN (${types})`;
  const open: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query, pageSize: most })) {
    open.push(workflowId);
    if (open.length === most) break;
  }
  const waits = await Promise.all(
    open.map(async (id) => {
      // It may have ended meanwhile.
      const found = await client.workflow
        .getHandle(id)
        .describe()
        .catch(() => null);
      return found?.raw.pendingActivities?.some(({ lastFailure }) => isOfLedger(lastFailure)) ? [id] : [];
    }),
  );
  return waits.flat();
};
