import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { theReason, theRun, withSession } from './context.js';
import { planToSign } from './sign-plan.js';

/** Signs that a plan must not run. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const id = theRun(invocation, 'deny');
  return withSession(invocation, async (session) => {
    const plan = await planToSign(invocation, session.reading.run(id), 'deny');
    await session.as(session.operator).deny(id, plan, await theReason(invocation));
    invocation.out.result(
      { run: id, decision: 'deny', operator: session.operator },
      () => `${id}: denied by ${session.operator}`,
    );
    return exit.done;
  });
};
