import type { PlanDecision } from '../../workflows/contract/documents.js';
import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { draftsOf } from '../session/drafts.js';
import { theReason, theRun, withSession } from './context.js';
import { say } from './say.js';
import { planToSign } from './sign-plan.js';

/** Signs the plan that was shown. */
export const run = (invocation: Invocation): Promise<ExitCode> => decideOnPlan(invocation, 'approve');

/** Signs that a plan may run, or that it must not. */
export const decideOnPlan = async (invocation: Invocation, decision: PlanDecision['decision']): Promise<ExitCode> => {
  const id = theRun(invocation, decision);
  return withSession(invocation, async (session) => {
    const said = await say(invocation, session, { command: decision, kind: 'decision' }, async () => {
      const plan = await planToSign(invocation, await session.reading.run(id), decision);
      return draftsOf(session.reading, session.operator).decision(id, plan, decision, await theReason(invocation));
    });
    if (said === null) return exit.done;
    const { operator } = said.document;
    const { state } = await session.reading.run(id);
    invocation.out.result({ run: id, decision, operator, state }, () =>
      decision === 'approve' ? `${id}: approved by ${operator}` : `${id}: denied by ${operator}`,
    );
    return exit.done;
  });
};
