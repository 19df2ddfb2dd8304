import { isWatched } from '../../workflows/contract/views.js';
import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { draftsOf } from '../session/drafts.js';
import { theReason, theRun, withSession } from './context.js';
import { say } from './say.js';

/** Stops a run after the change in flight, and keeps what was done. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const id = theRun(invocation, 'cancel');
  return withSession(invocation, async (session) => {
    const wasWatched = isWatched(await session.reading.run(id));
    const said = await say(invocation, session, { command: 'cancel', kind: 'cancel' }, async () =>
      draftsOf(session.reading, session.operator).cancel(id, await theReason(invocation)),
    );
    if (said === null) return exit.done;
    invocation.out.result({ run: id, cancelled: true }, () =>
      wasWatched
        ? `${id} is not watched any more; what was done is kept.`
        : `${id} stops after the change in flight; what was done is kept.`,
    );
    return exit.done;
  });
};
