import type { Call } from '../operation.js';
import { validationError } from './failures.js';
import type { SessionRecord } from '../sts/sessions.js';

/** The name of the user who calls; undefined for root, also behind a session token of theirs; roles must name a user. */
export const callerName = (call: Call): string | undefined => {
  const name = ownName(call);
  if (name === '' && call.caller.kind === 'session' && !isRoots(call))
    throw validationError('Must specify userName when calling with non-User credentials');
  return name === '' ? undefined : name;
};

/** As `callerName`, with '' for everyone who is no user. */
export const ownName = ({ world, caller }: Pick<Call, 'world' | 'caller'>): string => {
  if (caller.kind === 'user') return caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
  const session =
    caller.session === undefined ? undefined : world.table<SessionRecord>('sts.sessions').get(caller.session);
  return session?.kind === 'user' ? (session.userName ?? '') : '';
};

const isRoots = ({ caller }: Call): boolean => caller.arn.endsWith(':root');
