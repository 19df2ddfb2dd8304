import type { Invocation } from '../command.js';
import type { ExitCode } from '../errors.js';
import { theRun, withSession } from './context.js';
import { follow } from './follow.js';

/** Follows a run live until it ends: a line an entry, or NDJSON. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const id = theRun(invocation, 'watch');
  return withSession(invocation, (session) =>
    follow(session, id, (text, entry) => invocation.out.item({ ...entry, text }, () => text)),
  );
};
