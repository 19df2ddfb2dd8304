import type { CaseView } from '../../workflows/contract/case-views.js';
import type { Invocation } from '../command.js';
import { CliError, exit, usageError, type ExitCode } from '../errors.js';
import { summaryOf } from '../../ledger/view/run-view.js';
import { filled } from '../findings/fill-inputs.js';
import { readFindings } from '../findings/read-findings.js';
import { ownNames, playbookNamed } from '../session/check-launch.js';
import { draftsOf } from '../session/drafts.js';
import { theCase } from '../session/read-case.js';
import type { Launch, Reading } from '../session/session.js';
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
      draftsOf(session.reading, session.operator).launch(await theLaunch(invocation, session.reading, playbook)),
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

const theLaunch = async (invocation: Invocation, reading: Reading, playbook: string): Promise<Launch> => {
  const given = invocation.text('severity');
  const asked = given === undefined ? null : asSeverity(given);
  const file = invocation.text('finding');
  if (file === '-' && invocation.text('input') === '-')
    throw usageError('Standard input can be the inputs or the finding, not both.', 'Give one of them as a file.');
  const findings = file === undefined ? [] : await readFindings(file);
  const input = filled(playbookNamed(playbook), ownNames(playbook, await playbookInput(invocation)), findings);
  const within = await namedCase(invocation, reading);
  const title = invocation.text('title') ?? findings[0]?.title.slice(0, 200) ?? playbook;
  const reason = invocation.text('reason') ?? title;
  return {
    playbook,
    input,
    severity: asked ?? within?.severity ?? 'P2',
    title,
    reason,
    ...(within && { case: within.id }),
    ...(findings.length > 0 && { findings }),
  };
};

// A name that is mistyped would begin a case that nobody looks for: one is begun under a name of one's own by opening it.
const namedCase = async (
  invocation: Invocation,
  reading: Reading,
): Promise<Pick<CaseView, 'id' | 'severity'> | null> => {
  const given = invocation.text('case');
  if (given === undefined) return null;
  const id = asCaseId(given);
  try {
    return (await theCase(reading, id)).view;
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'no-case') throw error;
    throw new CliError(
      exit.missing,
      'no-case',
      `There is no case ${id}: nothing was asked for.`,
      `List them with: firebreak case list. For a new one leave --case out, or open it: firebreak case open ${id} --title TEXT`,
    );
  }
};
