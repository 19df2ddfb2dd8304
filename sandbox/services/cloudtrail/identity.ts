import type { World } from '../../world/world.js';
import { roleArn, userArn } from '../iam/find.js';
import type { Caller } from '../operation.js';
import { sessionsOf, type SessionRecord } from '../sts/sessions.js';
import { eventTimeOf, type UserIdentity } from './event.js';

/** The `userIdentity` of a call in the caller's own account; a caller whom nobody knows has none. */
export const userIdentityOf = (world: World, caller: Caller | undefined): UserIdentity => {
  if (caller === undefined) return { type: 'Unknown', principalId: '' };
  if (caller.kind === 'service') return { type: 'AWSService', invokedBy: caller.arn };
  const { arn, account: accountId, accessKeyId, userId: principalId } = caller;
  const session = caller.session === undefined ? undefined : sessionsOf(world).get(caller.session);
  return {
    type: typeOf(arn),
    principalId,
    arn,
    accountId,
    accessKeyId,
    ...(arn.includes(':user/') && { userName: nameOf(arn) }),
    ...((session !== undefined || arn.startsWith('arn:aws:sts:')) && {
      sessionContext: contextOf(world, caller, session),
    }),
  };
};

/** How the same caller shows in the records of another account: not by name. */
export const foreignIdentityOf = ({ userId, account }: Caller): UserIdentity => ({
  type: 'AWSAccount',
  principalId: userId,
  accountId: account,
});

/** What `Username` in LookupEvents is: a user's name, a session's name, `root`. */
export const usernameOf = (caller: Caller | undefined): string | undefined => {
  if (caller === undefined || caller.kind === 'service') return undefined;
  return caller.arn.endsWith(':root') ? 'root' : nameOf(caller.arn);
};

const typeOf = (arn: string): UserIdentity['type'] => {
  if (arn.endsWith(':root')) return 'Root';
  if (arn.includes(':user/')) return 'IAMUser';
  return arn.includes(':federated-user/') ? 'FederatedUser' : 'AssumedRole';
};

const contextOf = (world: World, caller: Caller, session: SessionRecord | undefined) => ({
  ...(caller.arn.startsWith('arn:aws:sts:') && { sessionIssuer: issuerOf(world, caller, session) }),
  attributes: {
    creationDate: eventTimeOf(session?.issuedAt ?? world.clock.now()),
    mfaAuthenticated: session?.mfa === true ? ('true' as const) : ('false' as const),
  },
});

const issuerOf = (world: World, { arn, account, userId }: Caller, session: SessionRecord | undefined) => {
  const home = { world, account };
  const issuer = { accountId: account, principalId: session?.identityId ?? userId.split(':')[0] ?? '' };
  if (session?.kind === 'federated') {
    const userName = session.userName ?? '';
    return { type: 'IAMUser' as const, ...issuer, arn: userArn(home, userName), userName };
  }
  const userName = arn.split('/')[1] ?? '';
  return { type: 'Role' as const, ...issuer, arn: roleArn(home, userName), userName };
};

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
