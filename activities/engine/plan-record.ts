import { randomUUID } from 'node:crypto';
import { NotAuthorizedError } from '../../ledger/errors.js';
import { verifySigned } from '../../ledger/identity.js';
import { demandsOf, escalationsOf, expiryOf } from '../../ledger/policy/demands.js';
import { ratifyingSince } from '../../ledger/policy/ratifying.js';
import { standingAuthority } from '../../ledger/policy/standing.js';
import { requestOf } from '../../ledger/requests.js';
import type { GateRequest, PlannedStages, RunReference } from '../../workflows/contract/activities.js';
import type { GateRecord, StandingRecord } from '../../workflows/contract/entries.js';
import { stepsIn } from '../../workflows/contract/plan.js';
import type { PlanDocument, PlanReference } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';
import type { KeptAnswers } from '../aws/kept-answers.js';
import type { Workplace } from './context.js';
import { hasEnded, runOpening } from './run-entries.js';
import { watchAsks } from './watch-asks.js';

/** What a plan is made for: to be asked of people, to be held against what they signed, or only to be looked at. */
export type PlanWish = RunReference & {
  readonly gate?: GateRequest;
  readonly authority?: PlanReference;
  readonly changes?: readonly string[];
  readonly preview?: boolean;
  /** Nothing is parted from it: what moved has all of it asked for. */
  readonly whole?: boolean;
};

/**
 * Records a plan: with a gate, when people are asked; as planned again, when it may run on what they signed. What AWS
 * answered for it is durable before the entry that names it.
 * Guarantees that the same gate is opened once, however often Temporal tries.
 */
export const recordPlan = async (
  workplace: Workplace,
  document: PlanDocument,
  plan: PlanReference,
  unsigned: readonly string[],
  { case: caseId, run, release, gate, authority, changes, preview }: PlanWish,
  reads?: KeptAnswers,
): Promise<Pick<PlannedStages, 'gate' | 'plan' | 'standing'>> => {
  const { ledger, actor } = workplace;
  if (preview) return { ...nobodyAsked, plan };
  const where = { run, ...(release && { release }) };
  const known = async () => reads && { answers: await reads.store(ledger) };
  if (authority) {
    if (unsigned.length === 0) {
      const body = { ...where, event: 'replanned', plan, authority: authority.root, ...(await known()) } as const;
      await ledger.append(caseId, actor, 'plan', body);
    }
    return { ...nobodyAsked, plan };
  }
  if (!gate) return { ...nobodyAsked, plan };
  const opening = await runOpening(ledger, caseId, run);
  if (!opening) throw failure(failureTypes.refused, `Nobody asked for ${run}: there is nothing to put to people.`);
  const isOver = await hasEnded(ledger, caseId, run, release);
  const isWanted = !isOver || (await watchAsks(workplace, { ...where, case: caseId, gate }, document, plan, opening));
  if (!isWanted) return { ...nobodyAsked, plan };
  const openedAt = new Date();
  const rules = demandsOf(opening.policy, opening.severity, document);
  const escalations = escalationsOf(rules);
  // What the watch asks for, nobody has asked for: nobody acts first on it.
  const standing = isOver
    ? null
    : await standingRecord(workplace, { case: caseId, run }, document, {
        id: gate.id,
        openedAt: openedAt.toISOString(),
      });
  const { entry } = await ledger.appendOnce(
    caseId,
    actor,
    'plan',
    {
      ...where,
      event: 'planned',
      plan,
      ...(await known()),
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

// As the ledger's authority will say at each call. A request that it would not believe lets nobody act first.
const standingRecord = async (
  { ledger, operators }: Workplace,
  where: Pick<RunReference, 'case' | 'run'>,
  document: PlanDocument,
  gate: Pick<GateRecord, 'id' | 'openedAt'>,
): Promise<StandingRecord | null> => {
  const entries = await ledger.entries(where.case, { run: where.run, kinds: ['run', 'plan', 'approval'] });
  try {
    const requested = requestOf(entries, where, (signed, recordedAt) => verifySigned(signed, operators, recordedAt));
    const authority = standingAuthority(requested, document, operators);
    const since = ratifyingSince(entries, gate);
    if (authority === null || since === null) return null;
    const ratifyBy = new Date(Date.parse(since) + authority.ratifyWithin * 1_000).toISOString();
    return ratifyBy > gate.openedAt ? { steps: authority.steps, person: requested.person, ratifyBy } : null;
  } catch (error) {
    if (error instanceof NotAuthorizedError) return null;
    throw error;
  }
};
