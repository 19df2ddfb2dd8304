import { readPolicy } from '../../policies/document.js';
import { evaluate } from '../../policies/evaluate.js';
import type { World } from '../../world/world.js';
import { profileAssociationsIn } from '../ec2/records.js';
import { keyOf } from '../iam/find.js';
import { inForce } from '../iam/history.js';
import { profileByNameOrArn, roleOfProfile } from '../iam/profiles.js';
import { scopeOf, type RoleRecord } from '../iam/records.js';
import { enforcedTrust } from '../iam/trust.js';
import type { Caller, Place } from '../operation.js';
import { beginSession, callerOf, sessionsOf, type SessionRecord } from './sessions.js';

/** What an instance finds at `iam/security-credentials/` of its metadata service. `expiresAt` is on the real clock. */
export interface InstanceSession {
  readonly roleName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
  readonly caller: Caller;
}

type Held = { readonly accessKeyId: string };

const VALID_S = 6 * 3_600;
/** The metadata service shows new credentials about every hour, long before the old ones expire. */
const RENEWED_AFTER_MS = 3_600_000;

/**
 * The credentials that an instance has of the role in its profile: a session named after the instance. Undefined
 * without a role. A role that no longer trusts EC2 gives no new session, but what was given out stays valid until it
 * expires; so it does when the profile is taken away. To be called in a transaction.
 */
export const instanceSession = (
  world: World,
  account: string,
  region: string,
  instanceId: string,
): InstanceSession | undefined => {
  const place = { world, account, region };
  const role = roleOf(place, instanceId);
  if (role === undefined) return undefined;
  const held = world.table<Held>('sts.instanceSessions', place);
  const [id, session] = given(world, held.get(instanceId), role) ?? [];
  const isFresh = session !== undefined && Date.now() - session.issuedAt < RENEWED_AFTER_MS;
  if (id !== undefined && session !== undefined && (isFresh || !trustsEc2(place, role))) return shown(id, session);
  if (!trustsEc2(place, role)) return undefined;
  const [newId, begun] = beginSession(world, VALID_S, {
    account,
    kind: 'role',
    roleName: role.name,
    identityId: role.id,
    sessionName: instanceId,
    mfa: false,
    tags: {},
    instanceArn: `arn:aws:ec2:${region}:${account}:instance/${instanceId}`,
  });
  held.put(instanceId, { accessKeyId: newId });
  return shown(newId, begun);
};

const roleOf = (place: Place, instanceId: string): RoleRecord | undefined => {
  const association = profileAssociationsIn(place)
    .all()
    .find((one) => one.instanceId === instanceId && (one.state === 'associated' || one.state === 'associating'));
  const profile = association && profileByNameOrArn(place, { Arn: association.profileArn });
  return profile && roleOfProfile(place, profile);
};

const given = (
  world: World,
  held: Held | undefined,
  role: RoleRecord,
): readonly [string, SessionRecord] | undefined => {
  const session = held && sessionsOf(world).get(held.accessKeyId);
  return session !== undefined && session.identityId === role.id && session.expiresAt > Date.now()
    ? [held?.accessKeyId ?? '', session]
    : undefined;
};

const trustsEc2 = (place: Place, { name, id }: RoleRecord): boolean => {
  const role = inForce<RoleRecord>(place.world, 'iam.roles', scopeOf(place), keyOf(name));
  if (role?.id !== id) return false;
  const principal = { kind: 'service', account: place.account, identity: ['ec2.amazonaws.com'] } as const;
  const request = { action: 'sts:AssumeRole', resource: '*', context: {}, principal };
  return evaluate({ request, identity: [], resourcePolicy: readPolicy(enforcedTrust(role)) }).decision === 'allowed';
};

const shown = (accessKeyId: string, session: SessionRecord): InstanceSession => ({
  roleName: session.roleName ?? '',
  accessKeyId,
  secretAccessKey: session.secret,
  sessionToken: session.token,
  expiresAt: session.expiresAt,
  caller: callerOf(accessKeyId, session),
});
