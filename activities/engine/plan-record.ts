import { randomUUID } from 'node:crypto';
import { demandsOf, expiryOf } from '../../ledger/policy/demands.js';
import type { GateRequest, RunReference } from '../../workflows/contract/activities.js';
import type { GateRecord } from '../../workflows/contract/entries.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, PlanReference } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from './context.js';
import { hasEnded, runOpening } from './run-entries.js';

/** What a plan is made for: to be asked of people, to be held against what they signed, or only to be looked at. */
export type PlanWish = RunReference & {
  readonly gate?: GateRequest;
  readonly authority?: PlanReference;
  readonly changes?: readonly string[];
  readonly preview?: boolean;
};

/**
 * Records a plan: with a gate, when people are asked; as planned again, when it may run on what they signed.
 * Guarantees that the same gate is opened once, however often Temporal tries.
 */
export const recordPlan = async (
  { ledger, actor }: Workplace,
  document: PlanDocument,
  plan: PlanReference,
  unsigned: readonly string[],
  { case: caseId, run, release, gate, authority, changes, preview }: PlanWish,
): Promise<{ readonly gate: GateRecord | null; readonly plan: PlanReference }> => {
  if (preview) return { gate: null, plan };
  const where = { run, ...(release && { release }) };
  if (authority) {
    if (unsigned.length === 0)
      await ledger.append(caseId, actor, 'plan', { ...where, event: 'replanned', plan, authority: authority.root });
    return { gate: null, plan };
  }
  if (!gate) return { gate: null, plan };
  const opening = await runOpening(ledger, caseId, run);
  if (!opening) throw failure(failureTypes.refused, `Nobody asked for ${run}: there is nothing to put to people.`);
  if (await hasEnded(ledger, caseId, run, release))
    throw failure(failureTypes.refused, `${release ?? run} has ended: nothing more is put to people for it.`);
  const openedAt = new Date();
  const { entry } = await ledger.appendOnce(
    caseId,
    actor,
    'plan',
    {
      ...where,
      event: 'planned',
      plan,
      gate: {
        id: gate.id,
        kind: 'approval',
        // Made here, not by the workflow: whoever could choose it could make an old signature fit a new gate.
        nonce: randomUUID(),
        workflowId: gate.workflowId,
        openedAt: openedAt.toISOString(),
        expiresAt: new Date(
          expiryOf(demandsOf(opening.policy, opening.severity, document), openedAt.getTime()),
        ).toISOString(),
      },
      summary: stepsIn(document)
        .map((step) => step.observed.summary)
        .join('; ')
        .slice(0, 2_000),
      changes: changes ?? [],
    },
    gate.id,
  );
  const { body } = entry;
  return { gate: body.event === 'planned' ? body.gate : null, plan: body.plan };
};
