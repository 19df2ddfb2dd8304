import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { summaryOf } from '../../ledger/view/run-view.js';
import { filled } from '../findings/fill-inputs.js';
import { readFindings } from '../findings/read-findings.js';
import { ownNames, playbookNamed } from '../session/check-launch.js';
import { draftsOf } from '../session/drafts.js';
import type { Launch } from '../session/session.js';
import { asCaseId, asSeverity } from './case-names.js';
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
    const view = await session.reading.run(id);
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
    const ended = await session.reading.run(id);
    invocation.out.result(summaryOf(ended), () => `${id}  ${ended.state}${ended.reason ? `: ${ended.reason}` : ''}`);
    return code;
  });
};

const theLaunch = async (invocation: Invocation, playbook: string): Promise<Launch> => {
  const severity = asSeverity(invocation.text('severity') ?? 'P2');
  const caseId = invocation.text('case');
  const file = invocation.text('finding');
  if (file === '-' && invocation.text('input') === '-')
    throw usageError('Standard input can be the inputs or the finding, not both.', 'Give one of them as a file.');
  const findings = file === undefined ? [] : await readFindings(file);
  const given = ownNames(playbook, await playbookInput(invocation));
  const input = filled(playbookNamed(playbook), given, findings);
  const title = invocation.text('title') ?? findings[0]?.title.slice(0, 200) ?? playbook;
  const reason = invocation.text('reason') ?? title;
  return {
    playbook,
    input,
    severity,
    title,
    reason,
    ...(caseId !== undefined && { case: asCaseId(caseId) }),
    ...(findings.length > 0 && { findings }),
  };
};
