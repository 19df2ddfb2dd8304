import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { keyOf } from '../iam/find.js';
import { iamArn, rolesIn, type Home, type RoleRecord } from '../iam/records.js';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, operation, type Call, type Need, type Operations } from '../operation.js';
import { provesMfa } from './mfa.js';
import { packedPercent, sessionPolicyOf } from './session-policy.js';
import { beginSession, callerOf, sessionsOf, type SessionRecord } from './sessions.js';
import { credentialsShown } from './shown.js';

const HOUR_S = 3_600;

/** The account and role that an ARN names; the role is undefined when there is none. */
const roleAt = ({ world }: Call, arn: string): { readonly home: Home; readonly role: RoleRecord | undefined } => {
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (account === undefined || name === undefined) throw new AwsFailure('ValidationError', `${arn} is invalid`);
  const home = { world, account };
  const role = rolesIn(home).get(keyOf(name));
  return { home, role: role && iamArn(account, 'role', role) === arn ? role : undefined };
};

const needs = (call: Call, input: AssumeRoleRequest): readonly Need[] => {
  const { RoleArn = '', RoleSessionName = '', ExternalId, SourceIdentity, Tags, TransitiveTagKeys } = input;
  const isRoot = call.caller.arn.endsWith(':root');
  if (isRoot) throw new AwsFailure('AccessDenied', 'Roles may not be assumed by root accounts.', 403);
  const resources = [roleAt(call, RoleArn) && RoleArn];
  const context = {
    'sts:RoleSessionName': RoleSessionName,
    ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
    ...(SourceIdentity !== undefined && { 'sts:SourceIdentity': SourceIdentity }),
    ...(TransitiveTagKeys !== undefined && { 'sts:TransitiveTagKeys': TransitiveTagKeys }),
    ...(Tags?.length && { 'aws:TagKeys': Tags.map(({ Key = '' }) => Key) }),
    ...Object.fromEntries((Tags ?? []).map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
    ...(provesMfa(call, input) && { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }),
  };
  return [
    { action: 'sts:AssumeRole', resources, context },
    ...(Tags?.length ? [{ action: 'sts:TagSession', resources, context }] : []),
    ...(SourceIdentity === undefined ? [] : [{ action: 'sts:SetSourceIdentity', resources, context }]),
  ];
};

const sessionOf = ({ world, caller }: Call): SessionRecord | undefined =>
  caller.session === undefined ? undefined : sessionsOf(world).get(caller.session);

/** Once set, a source identity stays the same from role to role. */
const sourceIdentity = (call: Call, wanted: string | undefined): { readonly sourceIdentity?: string } => {
  const before = sessionOf(call)?.sourceIdentity;
  if (before !== undefined && wanted !== undefined && wanted !== before)
    throw new AwsFailure('AccessDenied', 'A source identity that is set cannot be changed', 403);
  const identity = before ?? wanted;
  return identity === undefined ? {} : { sourceIdentity: identity };
};

const seconds = (call: Call, role: RoleRecord, wanted = HOUR_S): number => {
  if (sessionOf(call)?.kind === 'role' && wanted > HOUR_S)
    throw new AwsFailure(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  if (wanted > role.maxSession)
    throw new AwsFailure(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  return wanted;
};

/** AssumeRole. */
export const assumeRoleOperations: Operations = {
  AssumeRole: operation<AssumeRoleRequest, AssumeRoleResponse>((call, input) => {
    if (input.ProvidedContexts !== undefined) throw unsupportedInSandbox('ProvidedContexts: not simulated');
    const { home, role } = roleAt(call, input.RoleArn ?? '');
    // Without authorization nothing has refused a role that is not there.
    if (role === undefined)
      throw new AwsFailure(
        'AccessDenied',
        `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
        403,
      );
    const [id, session] = beginSession(call.world, seconds(call, role, input.DurationSeconds), {
      account: home.account,
      kind: 'role',
      roleName: role.name,
      identityId: role.id,
      sessionName: input.RoleSessionName ?? '',
      mfa: provesMfa(call, input),
      tags: Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      ...sessionPolicyOf(home, input),
      ...sourceIdentity(call, input.SourceIdentity),
    });
    const { arn, userId } = callerOf(id, session);
    return {
      Credentials: credentialsShown(id, session),
      AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
      ...packedPercent(input),
      ...(session.sourceIdentity !== undefined && { SourceIdentity: session.sourceIdentity }),
    };
  }, needs),
};
