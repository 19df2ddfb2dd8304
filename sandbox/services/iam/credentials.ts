import type { World } from '../../world/world.js';
import type { Caller } from '../operation.js';
import { callerOf, sessionsOf, type SessionRecord } from '../sts/sessions.js';
import { keyOf } from './find.js';
import { inForce } from './history.js';
import { accessKeysOf, iamArn, scopeOf, type AccessKeyRecord, type RoleRecord, type UserRecord } from './records.js';

/** A key that exists, and what it proves. */
export interface FoundKey {
  readonly secret: string;
  readonly sessionToken?: string;
  /** An inactive key is refused like an unknown one; an expired session in words of its own. */
  readonly status: 'active' | 'inactive' | 'expired';
  readonly caller: Caller;
}

/** The key that a signature names, as IAM's delay lets it be seen; undefined when there is none (any more). */
export const findKey = (world: World, accessKeyId: string): FoundKey | undefined => {
  const session = sessionsOf(world).get(accessKeyId);
  return session === undefined ? longTerm(world, accessKeyId) : temporary(world, accessKeyId, session);
};

/** Gives the root of an account an access key, or leaves the one that it has. To be called in a transaction. */
export const registerRootKey = (
  world: World,
  account: string,
  { accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string },
): void => {
  const { createdAt = world.clock.now() } = accessKeysOf(world).get(accessKeyId) ?? {};
  accessKeysOf(world).put(accessKeyId, { account, secret: secretAccessKey, status: 'Active', createdAt });
};

const longTerm = (world: World, accessKeyId: string): FoundKey | undefined => {
  const key = inForce<AccessKeyRecord>(world, 'iam.accessKeys', undefined, accessKeyId);
  if (key === undefined) return undefined;
  const { account, secret, userName } = key;
  const status = key.status === 'Active' ? 'active' : 'inactive';
  if (userName === undefined) {
    const caller = {
      account,
      accessKeyId,
      arn: `arn:aws:iam::${account}:root`,
      kind: 'root',
      userId: account,
    } as const;
    return { secret, status, caller };
  }
  const user = inForce<UserRecord>(world, 'iam.users', scopeOf(key), keyOf(userName));
  if (user === undefined) return undefined;
  const arn = iamArn(account, 'user', user);
  return { secret, status, caller: { account, accessKeyId, arn, kind: 'user', userId: user.id } };
};

/** A session dies with its user or role: a namesake made later is someone else. */
const temporary = (world: World, accessKeyId: string, session: SessionRecord): FoundKey | undefined => {
  const { account, kind, secret, token, expiresAt, roleName = '', userName = '' } = session;
  const scope = scopeOf({ account });
  const found = { secret, sessionToken: token, status: expiresAt <= Date.now() ? 'expired' : 'active' } as const;
  const caller = callerOf(accessKeyId, session);
  if (kind === 'role') {
    const role = inForce<RoleRecord>(world, 'iam.roles', scope, keyOf(roleName));
    return role?.id === session.identityId ? { ...found, caller } : undefined;
  }
  if (kind === 'root' || session.identityId === undefined) return { ...found, caller };
  const user = inForce<UserRecord>(world, 'iam.users', scope, keyOf(userName));
  if (user?.id !== session.identityId) return undefined;
  return { ...found, caller: kind === 'user' ? { ...caller, arn: iamArn(account, 'user', user) } : caller };
};
