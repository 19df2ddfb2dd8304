import { randomUUID } from 'node:crypto';
import { planReference } from '../../ledger/plan-hash.js';
import type { PlanDecision } from '../../workflows/contract/documents.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { RunView } from '../../workflows/contract/views.js';
import { CliError, exit } from '../errors.js';
import type { Reading } from './session.js';
import { rootOf, waitingApproval } from './waiting.js';

/** The decision on a plan, ready to be signed here or elsewhere. */
export const planDecision = async (
  reading: Reading,
  operator: string,
  run: string,
  plan: Hash,
  decision: PlanDecision['decision'],
  reason: string,
): Promise<PlanDecision> => {
  const view = await reading.run(run);
  const root = rootOf(view, plan);
  const asked = view.gates.findLast((one) => one.plan === root && one.state === 'waiting');
  // Without a gate it is sent all the same: the refusal belongs on record.
  const gate = asked ?? waitingApproval(view) ?? view.gates.findLast((one) => one.kind === 'approval');
  await mustBeShown(reading, view, root);
  return { ...stamp(operator, view.case, run, reason, gate?.nonce), kind: 'decision', plan: root, decision };
};

// The hash that is signed must be that of the text that was shown: whoever can write the ledger's file could pair others.
const mustBeShown = async (reading: Reading, view: RunView, root: Hash): Promise<void> => {
  const shown = view.stages.find((stage) => stage.plan.hash === root);
  if (shown && planReference(await reading.document(shown.plan.document)).root !== root)
    throw new CliError(
      exit.proof,
      'plan-altered',
      `The plan that the ledger shows for ${view.id} does not have the hash that would be signed. Nothing was signed.`,
      'Run firebreak audit verify, and trust nothing in this ledger until it is explained.',
    );
};

/** What every document that an operator signs begins with; decisions carry the nonce of their gate. */
export const stamp = (operator: string, caseId: string, run: string, reason: string, nonce: string = randomUUID()) =>
  ({ v: 1, operator, case: caseId, run, reason, nonce, at: new Date().toISOString() }) as const;
