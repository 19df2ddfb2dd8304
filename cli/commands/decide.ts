import { failureChoices, type FailureChoice } from '../../workflows/contract/words.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { draftsOf } from '../session/drafts.js';
import type { Session } from '../session/session.js';
import { theReason, withSession } from './context.js';
import { say } from './say.js';

/** Answers a failure gate. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [id, choice, ...more] = invocation.positionals;
  if (!id || more.length > 0) throw misused();
  return withSession(invocation, async (session) => {
    const said = await say(invocation, session, { command: 'decide', kind: 'failure' }, async () => {
      const decision = theChoice(choice);
      const step = await theStep(invocation, session, id);
      const reason = await theReason(invocation);
      return draftsOf(session.reading, session.operator).failure(id, step, decision, reason);
    });
    if (said === null) return exit.done;
    const { step, decision, operator } = said.document;
    invocation.out.result({ run: id, step, decision, operator }, () => `${id} ${step}: ${decision}`);
    return exit.done;
  });
};

const misused = (): Error =>
  usageError(
    `firebreak decide needs a run and one of ${failureChoices.join(', ')}.`,
    'For example: firebreak decide run-… --step contain/i-…/isolateInstance retry --reason "permission added"',
  );

const theChoice = (typed: string | undefined): FailureChoice => {
  const choice = failureChoices.find((one) => one === typed);
  if (choice === undefined) throw misused();
  return choice;
};

/** The step that is decided about: the one that is named, or the only one that waits. */
const theStep = async (invocation: Invocation, { reading }: Session, id: string): Promise<string> => {
  const waiting = (await reading.run(id)).gates.filter((gate) => gate.kind === 'failure' && gate.state === 'waiting');
  const step = invocation.text('step') ?? (waiting.length === 1 ? waiting[0]?.step : undefined);
  if (step) return step;
  throw waiting.length > 1
    ? usageError(
        `${waiting.length} steps of ${id} wait.`,
        `Name one with --step: ${waiting.map((gate) => gate.step).join(', ')}.`,
      )
    : new CliError(exit.refused, 'no-gate', `No step of ${id} waits for a decision.`, `See firebreak show ${id}.`);
};
