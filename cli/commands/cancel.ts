import { isWatched } from '../../workflows/contract/views.js';
import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { theReason, theRun, withSession } from './context.js';

/** Stops a run after the change in flight, and keeps what was done. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const id = theRun(invocation, 'cancel');
  return withSession(invocation, async (session) => {
    const wasWatched = isWatched(session.reading.run(id));
    await session.as(session.operator).cancel(id, await theReason(invocation));
    invocation.out.result({ run: id, cancelled: true }, () =>
      wasWatched
        ? `${id} is not watched any more; what was done is kept.`
        : `${id} stops after the change in flight; what was done is kept.`,
    );
    return exit.done;
  });
};
