import { failureChoices, type FailureChoice } from '../../workflows/contract/words.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { theReason, withSession } from './context.js';

/** Answers a failure gate. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [id, choice, ...more] = invocation.positionals;
  if (!id || more.length > 0 || !failureChoices.includes(choice as FailureChoice))
    throw usageError(
      `firebreak decide needs a run and one of ${failureChoices.join(', ')}.`,
      'For example: firebreak decide run-… --step contain/i-…/isolateInstance retry --reason "permission added"',
    );
  return withSession(invocation, async (session) => {
    const waiting = session.reading.run(id).gates.filter((gate) => gate.kind === 'failure' && gate.state === 'waiting');
    const step = invocation.text('step') ?? (waiting.length === 1 ? waiting[0]?.step : undefined);
    if (!step)
      throw waiting.length > 1
        ? usageError(
            `${waiting.length} steps of ${id} wait.`,
            `Name one with --step: ${waiting.map((gate) => gate.step).join(', ')}.`,
          )
        : new CliError(exit.refused, 'no-gate', `No step of ${id} waits for a decision.`, `See firebreak show ${id}.`);
    await session.as(session.operator).decide(id, step, choice as FailureChoice, await theReason(invocation));
    invocation.out.result(
      { run: id, step, decision: choice, operator: session.operator },
      () => `${id} ${step}: ${choice}`,
    );
    return exit.done;
  });
};
