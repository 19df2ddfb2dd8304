import type {
  GetFederationTokenRequest,
  GetFederationTokenResponse,
  GetSessionTokenRequest,
  GetSessionTokenResponse,
} from '@aws-sdk/client-sts';
import { ownName } from '../iam/caller.js';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { provesMfa } from './mfa.js';
import { packedPercent, sessionPolicyOf } from './session-policy.js';
import { beginSession, callerOf, type SessionRecord } from './sessions.js';
import { credentialsShown } from './shown.js';

const USUAL_S = 43_200;
const LONGEST_OF_ROOT_S = 3_600;

/** How long the caller's own temporary credentials last: those of root an hour at most, whatever was asked. */
const seconds = ({ caller }: Call, wanted = USUAL_S): number =>
  caller.kind === 'root' ? Math.min(wanted, LONGEST_OF_ROOT_S) : wanted;

/** The user behind the caller, as sessions keep it; root has none. */
const owner = (call: Call): Pick<SessionRecord, 'account' | 'userName' | 'identityId'> => ({
  account: call.account,
  ...(call.caller.kind === 'user' && { userName: ownName(call), identityId: call.caller.userId }),
});

const refuseSessions = ({ caller, operation: name }: Call): void => {
  if (caller.kind === 'session' || caller.kind === 'service')
    throw new AwsFailure('AccessDenied', `Cannot call ${name} with session credentials`, 403);
};

/** GetSessionToken, GetFederationToken. */
export const tokenOperations: Operations = {
  GetSessionToken: operation<GetSessionTokenRequest, GetSessionTokenResponse>((call, input) => {
    refuseSessions(call);
    const [id, session] = beginSession(call.world, seconds(call, input.DurationSeconds), {
      ...owner(call),
      kind: call.caller.kind === 'root' ? 'root' : 'user',
      mfa: provesMfa(call, input),
      tags: {},
    });
    return { Credentials: credentialsShown(id, session) };
  }),

  GetFederationToken: operation<GetFederationTokenRequest, GetFederationTokenResponse>(
    (call, input) => {
      refuseSessions(call);
      const [id, session] = beginSession(call.world, seconds(call, input.DurationSeconds), {
        ...owner(call),
        kind: 'federated',
        sessionName: input.Name ?? '',
        mfa: false,
        tags: Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
        ...sessionPolicyOf(call, input),
      });
      const { arn, userId } = callerOf(id, session);
      return {
        Credentials: credentialsShown(id, session),
        FederatedUser: { FederatedUserId: userId, Arn: arn },
        ...packedPercent(input),
      };
    },
    (call, { Name = '', Tags }) => {
      const resources = [`arn:aws:sts::${call.account}:federated-user/${Name}`];
      return [
        { action: 'sts:GetFederationToken', resources },
        ...(Tags?.length ? [{ action: 'sts:TagSession', resources }] : []),
      ];
    },
  ),
};
