import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { planText } from '../output/plan-text.js';
import { runText } from '../output/run-text.js';
import { waitingApproval } from '../session/waiting.js';
import { theRun, withSession } from './context.js';

/** Shows one run in full, and the plan that waits for a signature, if one does. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const id = theRun(invocation, 'show');
  return withSession(invocation, async ({ reading }) => {
    const view = await reading.run(id);
    const waits = waitingApproval(view);
    invocation.out.result(view, () =>
      [runText(view), ...(waits?.plan ? ['', planText(view, waits.plan)] : [])].join('\n'),
    );
    return exit.done;
  });
};
