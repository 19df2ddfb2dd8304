import { severities, type Severity } from '../../workflows/contract/words.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { summaryOf } from '../../ledger/view/run-view.js';
import { checkLaunch, ownNames } from '../session/check-launch.js';
import { withSession } from './context.js';
import { follow } from './follow.js';
import { playbookInput } from './inputs.js';

/** Asks for a run; answers once it is planned and waits for its signature. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [playbook, ...more] = invocation.positionals;
  if (!playbook || more.length > 0)
    throw usageError('firebreak run needs one playbook.', 'There are: firebreak playbooks');
  const severity = (invocation.text('severity') ?? 'P2') as Severity;
  if (!severities.includes(severity))
    throw usageError(`${JSON.stringify(severity)} is not a severity.`, `One of ${severities.join(', ')}.`);
  const caseId = invocation.text('case');
  if (caseId !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(caseId))
    throw usageError(`${JSON.stringify(caseId)} is not a case id.`, 'Lower-case letters, digits and dashes.');
  const input = ownNames(playbook, await playbookInput(invocation));
  const title = invocation.text('title') ?? playbook;
  checkLaunch(playbook, input);
  return withSession(invocation, async (session) => {
    invocation.out.progress(`asking for ${playbook} as ${session.operator}; a worker plans it …`);
    const acting = session.as(session.operator);
    const { id } = await acting.launch({
      playbook,
      input,
      severity,
      title,
      reason: invocation.text('reason') ?? title,
      ...(caseId !== undefined && { case: caseId }),
    });
    const view = session.reading.run(id);
    if (!invocation.flag('wait')) {
      const { case: ofCase, state } = view;
      const planHash = view.gates.at(-1)?.plan ?? null;
      invocation.out.result({ id, case: ofCase, state, planHash }, () =>
        [id, `${ofCase} ${state}`, ...(planHash ? [`plan ${planHash}`] : []), `firebreak show ${id}`].join('\n'),
      );
      return exit.done;
    }
    invocation.out.progress(`${id} ${view.state}`);
    const code = await follow(session, id, (line) => invocation.out.progress(line));
    const ended = session.reading.run(id);
    invocation.out.result(summaryOf(ended), () => `${id}  ${ended.state}${ended.reason ? `: ${ended.reason}` : ''}`);
    return code;
  });
};
