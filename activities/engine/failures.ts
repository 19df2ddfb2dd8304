import { randomUUID } from 'node:crypto';
import type { EngineActivities } from '../../workflows/contract/activities.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { isOfWatch, releaseOfStep, undoneStep } from '../../workflows/contract/names.js';
import type { GateRecord } from '../../workflows/contract/entries.js';
import { failure as failed } from '../aws/errors.js';
import type { Workplace } from './context.js';
import { hasEnded } from './run-entries.js';

/** A failure gate waits for as long as it takes; the date only bounds it. */
const longest = 30 * 24 * 3_600_000;

/** Puts failed and skipped steps on record. */
export const failureActivities = ({
  ledger,
  actor,
}: Workplace): Pick<EngineActivities, 'step.failed' | 'step.skipped'> => ({
  'step.failed': async ({ case: caseId, run, step, undoing, failure, gate: request }) => {
    const gate: GateRecord | null = request && {
      id: request.id,
      kind: 'failure',
      nonce: randomUUID(),
      workflowId: request.workflowId,
      openedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + longest).toISOString(),
    };
    const body = { run, step, state: 'failed', attempt: 0, error: failure, ...(gate && { gate }) } as const;
    if (!request || !gate) {
      await ledger.append(caseId, actor, 'outcome', body);
      return { gate: null };
    }
    // Somebody has reset the workflow in Temporal after its end: nothing is left to decide.
    if (!isOfWatch(run, gate) && (await hasEnded(ledger, caseId, run, releaseOfStep(step))))
      throw failed(failureTypes.ended, `${releaseOfStep(step) ?? run} has ended.`);
    // The gate comes last: who sees it sees all that it is about.
    if (undoing) {
      const undo = {
        run,
        step: undoneStep(step),
        state: 'undo-failed',
        attempt: 0,
        facts: [],
        error: failure,
      } as const;
      await ledger.appendOnce(caseId, actor, 'undo', undo, `${request.id}:undo`);
    }
    const { entry } = await ledger.appendOnce(caseId, actor, 'outcome', body, request.id);
    return { gate: entry.body.gate ?? gate };
  },

  'step.skipped': async ({ case: caseId, run, step, reason }) => {
    await ledger.append(caseId, actor, 'outcome', { run, step, state: 'skipped', attempt: 0, note: reason });
  },
});
