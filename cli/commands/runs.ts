import { runStates } from '../../workflows/contract/words.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { withSession } from './context.js';

/** Lists runs, newest first. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const state = invocation.text('state');
  if (state !== undefined && !(runStates as readonly string[]).includes(state))
    throw usageError(`${JSON.stringify(state)} is not a state.`, `One of ${runStates.join(', ')}.`);
  const limit = Number(invocation.text('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1)
    throw usageError('--limit needs a whole number from 1.', 'For example: --limit 20');
  return withSession(invocation, async ({ reading }) => {
    const wanted = { case: invocation.text('case'), playbook: invocation.text('playbook') };
    const found = (await reading.runs())
      .filter((one) => (state ?? one.state) === one.state)
      .filter((one) => (wanted.case ?? one.case) === one.case && (wanted.playbook ?? one.playbook) === one.playbook)
      .slice(0, limit);
    invocation.out.result(found, () =>
      found.length === 0
        ? 'No runs. Ask for one: firebreak run contain-instance --set instanceId=i-…'
        : table(
            ['RUN', 'SEV', 'PLAYBOOK', 'CASE', 'TARGETS', 'STATE', 'DONE', 'STARTED'],
            found.map((one) => [
              one.id,
              one.severity,
              one.playbook,
              one.case,
              one.targets.length > 1 ? `${one.targets.length}` : (one.targets[0] ?? ''),
              one.unratified ? `${one.state}, UNRATIFIED` : one.state,
              `${one.progress.done}/${one.progress.total}`,
              one.startedAt,
            ]),
          ),
    );
    return exit.done;
  });
};
