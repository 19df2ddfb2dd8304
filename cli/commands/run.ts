import { severities, type Severity } from '../../workflows/contract/words.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { summaryOf } from '../../ledger/view/run-view.js';
import { ownNames, playbookNamed } from '../session/check-launch.js';
import { draftsOf } from '../session/drafts.js';
import type { Launch } from '../session/session.js';
import { withSession } from './context.js';
import { follow } from './follow.js';
import { playbookInput } from './inputs.js';
import { say } from './say.js';

/** Asks for a run; answers once it is planned and waits for its signature. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const [playbook, ...more] = invocation.positionals;
  if (!playbook || more.length > 0)
    throw usageError('firebreak run needs one playbook.', 'There are: firebreak playbooks');
  playbookNamed(playbook);
  return withSession(invocation, async (session) => {
    const meanwhile = `asking for ${playbook}; a worker plans it …`;
    const said = await say(invocation, session, { command: 'run', kind: 'run', meanwhile }, async () =>
      draftsOf(session.reading, session.operator).launch(await theLaunch(invocation, playbook)),
    );
    if (said === null) return exit.done;
    const { id } = said;
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

const theLaunch = async (invocation: Invocation, playbook: string): Promise<Launch> => {
  const severity = (invocation.text('severity') ?? 'P2') as Severity;
  if (!severities.includes(severity))
    throw usageError(`${JSON.stringify(severity)} is not a severity.`, `One of ${severities.join(', ')}.`);
  const caseId = invocation.text('case');
  if (caseId !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(caseId))
    throw usageError(`${JSON.stringify(caseId)} is not a case id.`, 'Lower-case letters, digits and dashes.');
  const input = ownNames(playbook, await playbookInput(invocation));
  const title = invocation.text('title') ?? playbook;
  const reason = invocation.text('reason') ?? title;
  return { playbook, input, severity, title, reason, ...(caseId !== undefined && { case: caseId }) };
};
