import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { planText } from '../output/plan-text.js';
import { draftsOf } from '../session/drafts.js';
import { waitingApproval } from '../session/waiting.js';
import { theReason, theRun, withSession } from './context.js';
import { say } from './say.js';

/** Asks for a release; answers once it is planned and waits for another person's signature. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const id = theRun(invocation, 'release');
  return withSession(invocation, async (session) => {
    const meanwhile = `planning what puts ${id} back …`;
    const said = await say(invocation, session, { command: 'release', kind: 'release', meanwhile }, async () => {
      const reason = await theReason(invocation);
      return draftsOf(session.reading, session.operator).release(id, invocation.texts('step'), reason);
    });
    if (said === null) return exit.done;
    const release = said.id;
    const view = await session.reading.run(id);
    const planHash = waitingApproval(view)?.plan ?? null;
    invocation.out.result({ run: id, release, state: view.state, planHash }, () =>
      planHash === null
        ? `${id} is ${view.state}: nothing of ${release} waits for a signature.`
        : [
            ...(invocation.flag('plan') ? [planText(view, planHash), ''] : []),
            `${id} ${release} waits for another person's signature.`,
            `  firebreak approve ${id} --plan ${planHash} --reason TEXT --as OPERATOR`,
          ].join('\n'),
    );
    return exit.done;
  });
};
