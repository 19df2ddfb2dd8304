import { randomBytes } from 'node:crypto';
import type { World } from '../../world/world.js';
import type { Table } from '../../world/store.js';
import { credentialId } from '../ids.js';
import type { Caller } from '../operation.js';

/**
 * Temporary credentials. Their times are epoch milliseconds of the real clock, which authentication runs on. `user`
 * and `root` are of GetSessionToken, `federated` of GetFederationToken.
 */
export type SessionRecord = {
  readonly account: string;
  readonly kind: 'role' | 'user' | 'root' | 'federated';
  readonly secret: string;
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The role, or the user behind a `user` or `federated` session, by name and unique id. */
  readonly roleName?: string;
  readonly userName?: string;
  readonly identityId?: string;
  /** RoleSessionName, or the name of the federated user. */
  readonly sessionName?: string;
  /** Text of the session policy, and ARNs of managed ones; both left out: nothing narrows the session. */
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly mfa: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly sourceIdentity?: string;
  /** The instance that the session belongs to. */
  readonly instanceArn?: string;
};

/** Temporary credentials by access key id: a signature names nothing else. */
export const sessionsOf = (world: World): Table<SessionRecord> => world.table('sts.sessions');

const DAY_MS = 86_400_000;

/** Issues temporary credentials for `seconds`. To be called in a transaction. */
export const beginSession = (
  world: World,
  seconds: number,
  about: Omit<SessionRecord, 'secret' | 'token' | 'issuedAt' | 'expiresAt'>,
): readonly [accessKeyId: string, session: SessionRecord] => {
  const now = Date.now();
  const sessions = sessionsOf(world);
  // An expired session is known for a while, for it is refused in other words than one that never was.
  for (const [id, { expiresAt }] of sessions.entries()) if (expiresAt < now - DAY_MS) sessions.delete(id);
  // AWS counts in whole seconds.
  const issuedAt = Math.floor(now / 1_000) * 1_000;
  const id = credentialId('ASIA');
  const session = sessions.put(id, {
    ...about,
    secret: randomBytes(30).toString('base64'),
    token: randomBytes(256).toString('base64'),
    issuedAt,
    expiresAt: issuedAt + seconds * 1_000,
  });
  return [id, session];
};

/** Who calls with the credentials of a session. */
export const callerOf = (accessKeyId: string, session: SessionRecord): Caller => ({
  account: session.account,
  accessKeyId,
  kind: 'session',
  session: accessKeyId,
  ...nameOf(session),
});

const nameOf = ({ account, kind, roleName, userName, identityId, sessionName }: SessionRecord) => {
  switch (kind) {
    case 'role':
      return {
        arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`,
        userId: `${identityId}:${sessionName}`,
      };
    case 'federated':
      return { arn: `arn:aws:sts::${account}:federated-user/${sessionName}`, userId: `${account}:${sessionName}` };
    case 'root':
      return { arn: `arn:aws:iam::${account}:root`, userId: account };
    case 'user':
      return { arn: `arn:aws:iam::${account}:user/${userName}`, userId: identityId ?? '' };
  }
};
