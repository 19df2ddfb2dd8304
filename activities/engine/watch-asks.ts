import { Context } from '@temporalio/activity';
import { approvalsOf, plannedEntry } from '../../ledger/approvals.js';
import { sameJson } from '../../ledger/canonical.js';
import { demandsOf } from '../../ledger/policy/demands.js';
import { watchOf } from '../../ledger/watch.js';
import type { GateRequest, RunReference } from '../../workflows/contract/activities.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { watchWorkflowId } from '../../workflows/contract/names.js';
import { stepsIn, type PlanDocument, type PlanReference, type SignedStep } from '../../workflows/contract/plan.js';
import { failure } from '../aws/errors.js';
import { changesOf } from './change-records.js';
import type { Workplace } from './context.js';
import { plannedSteps } from './planned-steps.js';
import type { RunOpening } from './run-entries.js';

/**
 * Whether a plan may be put to people for a run, or a release, that has ended: the watch may, for as long as it lasts,
 * and about nothing but what the run has changed and not put back. Whoever can write to Temporal can start a workflow
 * that is called a watch, so all of it is asked of the ledger. A plan that people refused, or left unanswered, is not
 * put to them twice: false. Refuses everything else.
 */
export const watchAsks = async (
  workplace: Workplace,
  where: RunReference & { readonly gate: GateRequest },
  document: PlanDocument,
  plan: PlanReference,
  opening: RunOpening,
): Promise<boolean> => {
  const { case: caseId, run, release, gate } = where;
  const refuse = (why: string): Error =>
    failure(failureTypes.refused, `${release ?? run} has ended: nothing more is put to people for it (${why}).`);
  const own = watchWorkflowId(run);
  const isOwn = Context.current().info.workflowExecution?.workflowId === own && gate.workflowId === own;
  if (release || document.purpose !== 'run' || !isOwn) throw refuse('it is not the watch that asks');
  const entries = await workplace.ledger.entries(caseId, { run });
  const { over } = watchOf(entries);
  if (over) throw refuse(over);
  const stranger = await strangerIn(workplace, entries, document);
  if (stranger) throw refuse(`${stranger} is nothing that it has changed`);
  return !wasRefused(workplace, entries, plan, gate, document, opening);
};

/** The first step that is none of those which the run has changed, if there is one. */
const strangerIn = async (
  { ledger }: Workplace,
  entries: readonly Entry[],
  document: PlanDocument,
): Promise<string | undefined> => {
  const stepOf = plannedSteps(ledger);
  const made = new Map<string, SignedStep>();
  for (const change of changesOf(entries).filter(({ output }) => output !== null)) {
    const found = await stepOf(change);
    if (found) made.set(change.step, found.plan.signed);
  }
  const isKnown = ({ step, action, phase, target, input }: SignedStep): boolean => {
    const was = made.get(step);
    return (
      was?.effect === 'change' &&
      was.action === action &&
      was.phase === phase &&
      was.target === target &&
      sameJson(was.input, input)
    );
  };
  return stepsIn(document).find(({ signed }) => !isKnown(signed))?.signed.step;
};

const wasRefused = (
  { operators }: Workplace,
  entries: readonly Entry[],
  { root }: PlanReference,
  gate: GateRequest,
  document: PlanDocument,
  { policy, severity, person }: RunOpening,
): boolean => {
  const earlier = plannedEntry(entries, root);
  // The same gate is Temporal trying again.
  if (!earlier || earlier.body.gate.id === gate.id) return false;
  const rules = demandsOf(policy, severity, document);
  const { denied, quorum } = approvalsOf(entries, root, rules, operators, person);
  return denied.length > 0 || (!quorum && Date.now() > Date.parse(earlier.body.gate.expiresAt));
};
