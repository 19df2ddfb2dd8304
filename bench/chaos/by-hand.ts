import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { WorkflowNotFoundError } from '@temporalio/client';
import { workflowIn, type Phase } from './phase.js';
import type { Site } from './site.js';

const reason = 'by hand';

/** Terminates the workflow of the phase in Temporal; false when there is none any more. */
export const terminate = async (site: Site, phase: Phase): Promise<boolean> => {
  const workflowId = await workflowIn(site, phase);
  if (workflowId === null) return false;
  const { workflow } = await site.temporal();
  return workflow
    .getHandle(workflowId)
    .terminate(reason)
    .then(() => true, unlessGone);
};

/** Resets the workflow of the phase to the end of its last workflow task; false when it has had none, or is gone. */
export const reset = async (site: Site, phase: Phase): Promise<boolean> => {
  const workflowId = await workflowIn(site, phase);
  if (workflowId === null) return false;
  const { workflow, workflowService, options } = await site.temporal();
  try {
    const handle = workflow.getHandle(workflowId);
    const { runId, status } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const task = events?.findLast((event) => event.workflowTaskCompletedEventAttributes);
    if (!task?.eventId || status.name !== 'RUNNING') return false;
    await workflowService.resetWorkflowExecution({
      namespace: options.namespace,
      workflowExecution: { workflowId, runId },
      reason,
      requestId: randomUUID(),
      workflowTaskFinishEventId: task.eventId,
    });
    return true;
  } catch (error) {
    return unlessGone(error);
  }
};

const unlessGone = (error: unknown): false => {
  if (error instanceof WorkflowNotFoundError) return false;
  throw error;
};

/** Holds the ledger's write lock, as another process would, while `work` is done. */
export const whileLedgerIsLocked = async ({ place }: Site, work: () => Promise<void>): Promise<void> => {
  const database = new DatabaseSync(place.ledger, { timeout: 10_000 });
  try {
    database.exec('BEGIN IMMEDIATE');
    await work();
  } finally {
    database.close();
  }
};
