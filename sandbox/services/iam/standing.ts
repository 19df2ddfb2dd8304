import type { Context } from '../../policies/context.js';
import type { Policy } from '../../policies/document.js';
import type { Principal } from '../../policies/principal.js';
import type { World } from '../../world/world.js';
import type { Caller } from '../operation.js';
import { sessionsOf, type SessionRecord } from '../sts/sessions.js';
import { tagContext, temporaryContext } from './caller-context.js';
import { keyOf } from './find.js';
import { inForce } from './history.js';
import { boundaryOf, policiesOf, sessionPolicies } from './policies-in-force.js';
import { iamArn, scopeOf, type GroupRecord, type Home, type RoleRecord, type UserRecord } from './records.js';

/** A caller as policies see them: who they are, what they may do by themselves, what limits them. */
export interface Standing {
  readonly principal: Principal;
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  readonly session?: readonly Policy[];
  /** The global condition keys that are about the caller. */
  readonly context: Context;
}

const everything: Policy = {
  version: '2012-10-17',
  statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }],
};

/** The standing of a caller by what is in force of IAM. */
export const standingOf = (world: World, caller: Caller): Standing => {
  const session = caller.session === undefined ? undefined : sessionsOf(world).get(caller.session);
  const home = { world, account: caller.account };
  const about = {
    'aws:PrincipalAccount': caller.account,
    'aws:userid': caller.userId,
    'aws:PrincipalIsAWSService': String(caller.kind === 'service'),
    'aws:ViaAWSService': 'false',
    ...(session && temporaryContext(session)),
  };
  if (caller.kind === 'service') return ofService(caller, about);
  if (caller.kind === 'root' || session?.kind === 'root') return ofRoot(caller, about);
  if (session === undefined && caller.kind === 'user') return ofUser(home, nameIn(caller.arn), about);
  if (session === undefined || session.kind === 'role') return ofRole(home, caller, session, about);
  const user = session.userName === undefined ? ofRoot(caller, about) : ofUser(home, session.userName, about);
  return session.kind === 'user' ? user : ofFederated(home, caller, session, user);
};

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const ofService = (caller: Caller, about: Context): Standing => ({
  principal: { kind: 'service', account: caller.account, identity: [caller.arn] },
  identity: [],
  context: { ...about, 'aws:PrincipalServiceName': caller.arn },
});

const ofRoot = ({ account }: Caller, about: Context): Standing => ({
  principal: { kind: 'root', account, identity: [] },
  identity: [everything],
  context: { ...about, 'aws:PrincipalArn': `arn:aws:iam::${account}:root`, 'aws:PrincipalType': 'Account' },
});

const ofUser = (home: Home, name: string, about: Context): Standing => {
  const user = inForce<UserRecord>(home.world, 'iam.users', scopeOf(home), keyOf(name));
  if (user === undefined)
    return { principal: { kind: 'user', account: home.account, identity: [] }, identity: [], context: about };
  const groups = user.groups.flatMap(
    (group) => inForce<GroupRecord>(home.world, 'iam.groups', scopeOf(home), keyOf(group)) ?? [],
  );
  const arn = iamArn(home.account, 'user', user);
  return {
    principal: { kind: 'user', account: home.account, identity: [arn, user.id] },
    identity: [user, ...groups].flatMap((one) => policiesOf(home, one)),
    ...boundaryOf(home, user),
    context: {
      ...about,
      'aws:PrincipalArn': arn,
      'aws:PrincipalType': 'User',
      'aws:username': user.name,
      ...tagContext(user.tags),
    },
  };
};

const ofRole = (home: Home, caller: Caller, session: SessionRecord | undefined, about: Context): Standing => {
  const [, name = ''] = /:assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
  const role = inForce<RoleRecord>(home.world, 'iam.roles', scopeOf(home), keyOf(name));
  const identity = role !== undefined && caller.userId.startsWith(`${role.id}:`) ? role : undefined;
  const arn = identity && iamArn(home.account, 'role', identity);
  return {
    principal: {
      kind: 'role',
      account: home.account,
      identity: identity && arn ? [arn, identity.id] : [],
      session: caller.arn,
    },
    identity: identity ? policiesOf(home, identity) : [],
    ...(identity && boundaryOf(home, identity)),
    ...(session && sessionPolicies(home, session)),
    context: {
      ...about,
      ...(arn !== undefined && { 'aws:PrincipalArn': arn }),
      'aws:PrincipalType': 'AssumedRole',
      ...tagContext({ ...identity?.tags, ...session?.tags }),
    },
  };
};

const ofFederated = (home: Home, caller: Caller, session: SessionRecord, user: Standing): Standing => {
  const { 'aws:username': _, ...context } = user.context;
  return {
    ...user,
    principal: { ...user.principal, kind: 'federated', session: caller.arn },
    // Without a policy of its own such a session may do nothing ("Permissions for GetFederationToken").
    session: [],
    ...sessionPolicies(home, session),
    context: {
      ...context,
      'aws:PrincipalArn': caller.arn,
      'aws:PrincipalType': 'FederatedUser',
      ...tagContext(session.tags),
    },
  };
};
