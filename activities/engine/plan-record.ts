import { randomUUID } from 'node:crypto';
import { rolesOf } from '../../ledger/approvals.js';
import { demandsOf, escalationsOf, expiryOf } from '../../ledger/policy/demands.js';
import { standingAuthority } from '../../ledger/policy/standing.js';
import type { GateRequest, PlannedStages, RunReference } from '../../workflows/contract/activities.js';
import type { StandingRecord } from '../../workflows/contract/entries.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, PlanReference } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';
import type { Workplace } from './context.js';
import { hasEnded, runOpening, type RunOpening } from './run-entries.js';

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
  workplace: Workplace,
  document: PlanDocument,
  plan: PlanReference,
  unsigned: readonly string[],
  { case: caseId, run, release, gate, authority, changes, preview }: PlanWish,
): Promise<Pick<PlannedStages, 'gate' | 'plan' | 'standing'>> => {
  const { ledger, actor } = workplace;
  if (preview) return { ...nobodyAsked, plan };
  const where = { run, ...(release && { release }) };
  if (authority) {
    if (unsigned.length === 0)
      await ledger.append(caseId, actor, 'plan', { ...where, event: 'replanned', plan, authority: authority.root });
    return { ...nobodyAsked, plan };
  }
  if (!gate) return { ...nobodyAsked, plan };
  const opening = await runOpening(ledger, caseId, run);
  if (!opening) throw failure(failureTypes.refused, `Nobody asked for ${run}: there is nothing to put to people.`);
  if (await hasEnded(ledger, caseId, run, release))
    throw failure(failureTypes.refused, `${release ?? run} has ended: nothing more is put to people for it.`);
  const openedAt = new Date();
  const rules = demandsOf(opening.policy, opening.severity, document);
  const escalations = escalationsOf(rules);
  const standing = standingRecord(workplace, opening, document, openedAt);
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
        expiresAt: new Date(expiryOf(rules, openedAt.getTime())).toISOString(),
        ...(escalations.length > 0 && { escalations }),
      },
      summary: stepsIn(document)
        .map((step) => step.observed.summary)
        .join('; ')
        .slice(0, 2_000),
      changes: changes ?? [],
      ...(standing && { standing }),
    },
    gate.id,
  );
  const { body } = entry;
  return body.event === 'planned'
    ? { gate: body.gate, plan: body.plan, standing: body.standing ?? null }
    : { ...nobodyAsked, plan: body.plan };
};

const nobodyAsked = { gate: null, standing: null } as const;

const standingRecord = (
  { operators }: Workplace,
  { policy, severity, person, signed }: RunOpening,
  document: PlanDocument,
  openedAt: Date,
): StandingRecord | null => {
  // As the ledger's authority will say: an AWS proof is not enough for this.
  if ('aws' in signed) return null;
  const authority = standingAuthority(policy, severity, document, rolesOf(person, operators));
  return (
    authority && {
      steps: authority.steps,
      person,
      ratifyBy: new Date(openedAt.getTime() + authority.ratifyWithin * 1_000).toISOString(),
    }
  );
};
