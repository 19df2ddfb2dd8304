import { Context } from '@temporalio/activity';
import { WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import type { EngineActivities, RunReference } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from './context.js';
import { whileWanted } from './heartbeat.js';
import { answerOnce } from './run-entries.js';

/** Who holds a lock, and waiting until nobody does. A lock is a running workflow. */
export const lockActivities = (workplace: Workplace): Pick<EngineActivities, 'lock.holder' | 'lock.awaited'> => ({
  'lock.holder': async ({ workflowId }) => {
    const description = await workplace.temporal.workflow.getHandle(workflowId).describe();
    const parent = description.raw.workflowExecutionInfo?.parentExecution?.workflowId;
    if (description.status.name !== 'RUNNING') return { holder: null, since: null };
    return { holder: parent ?? workflowId, since: description.startTime.toISOString() };
  },

  'lock.awaited': ({ workflowId, gate, ...where }) =>
    whileWanted(async () => {
      await mustWaitForLock(workplace, where, gate);
      await released(workplace, workflowId);
      const body = { run: where.run, event: 'withdrawn', gate, reason: 'The lock is free.' } as const;
      const { entry } = await workplace.ledger.appendOnce(
        where.case,
        workplace.actor,
        'run',
        body,
        // What a person answers is recorded under the same key: whichever comes first counts.
        answerOnce(gate),
      );
      return { withdrawn: entry.kind === 'run' };
    }),
});

/** Ends when the workflow does, however it ends. When the worker stops it gives way: another one goes on waiting. */
const released = async ({ temporal, stopping }: Workplace, workflowId: string): Promise<void> => {
  const signal = AbortSignal.any([Context.current().cancellationSignal, stopping]);
  try {
    await temporal.withAbortSignal(signal, () => temporal.workflow.getHandle(workflowId).result());
  } catch (error) {
    if (stopping.aborted)
      throw failure(failureTypes.unavailable, 'The worker is stopping.', 'Another worker goes on waiting.');
    if (!(error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError)) throw error;
  }
};

// Whoever can write to Temporal can call this activity: it closes no gate but that of the workflow that calls it, and
// none at which people are asked for anything but patience.
const mustWaitForLock = async (
  { ledger }: Workplace,
  { case: caseId, run }: RunReference,
  gate: string,
): Promise<void> => {
  const outcomes = (await ledger.entries(caseId, { run, kinds: ['outcome'] })) as readonly Entry<'outcome'>[];
  const { workflowId } = Context.current().info.workflowExecution ?? {};
  const waits = outcomes.some(
    ({ body }) =>
      body.gate?.id === gate && body.gate.workflowId === workflowId && body.error?.code === failureTypes.locked,
  );
  if (!waits) throw failure(failureTypes.refused, `${gate} does not wait for a lock.`);
};
