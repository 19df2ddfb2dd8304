import type { Hash } from '../../workflows/contract/json.js';
import type { RunView } from '../../workflows/contract/views.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError } from '../errors.js';
import { planText } from '../output/plan-text.js';
import { wordsFor } from '../output/shape-text.js';
import { waitingApproval } from '../session/waiting.js';
import { asHash, ask } from './context.js';

/**
 * The plan that the person means: named with --plan, or, at a terminal, shown now and confirmed by typing what it
 * acts on. Without either nothing is signed.
 */
export const planToSign = async (invocation: Invocation, view: RunView, verb: 'approve' | 'deny'): Promise<Hash> => {
  const stage = invocation.text('stage');
  if (stage !== undefined && !view.stages.some((one) => one.name === stage))
    throw usageError(
      `${view.id} has no stage ${JSON.stringify(stage)}.`,
      `It has: ${view.stages.map((one) => one.name).join(', ')}.`,
    );
  const given = invocation.text('plan');
  if (given !== undefined) return asHash(given);
  if (!invocation.interactive)
    throw usageError(
      `Without a terminal, --plan is needed to ${verb}: the hash of the plan that was read.`,
      `Read it with firebreak show ${view.id}; the hash is in firebreak approvals --json.`,
    );
  const gate = waitingApproval(view);
  if (!gate?.plan)
    throw new CliError(
      exit.refused,
      'no-gate',
      `${view.id} does not wait for a signature.`,
      `See firebreak show ${view.id}.`,
    );
  process.stderr.write(`${planText(view, gate.plan)}\n\n`);
  const stages = view.stages.filter((one) => one.plan.hash === gate.plan);
  const wanted = verb === 'deny' ? 'deny' : wordsFor(view.case, stages);
  const typed = await ask(`Type ${wanted} to ${verb} this plan: `);
  if (typed.trim() !== wanted)
    throw new CliError(exit.refused, 'not-confirmed', 'Nothing was signed.', 'What was typed did not match.');
  return gate.plan;
};
