import type {
  GetAccessKeyInfoRequest,
  GetAccessKeyInfoResponse,
  GetCallerIdentityRequest,
  GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import { accountOfKey } from '../iam/key-accounts.js';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { sessionsOf } from './sessions.js';

/** GetCallerIdentity, GetAccessKeyInfo. */
export const identityOperations: Operations = {
  // It takes no permission, and no policy can deny it ("GetCallerIdentity").
  GetCallerIdentity: operation<GetCallerIdentityRequest, GetCallerIdentityResponse>(
    ({ caller }) => ({ UserId: caller.userId, Account: caller.account, Arn: caller.arn }),
    () => [],
  ),

  GetAccessKeyInfo: operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse>((call, { AccessKeyId = '' }) => {
    const account = sessionsOf(call.world).get(AccessKeyId)?.account ?? accountOfKey(call.world, AccessKeyId);
    if (account === undefined) throw new AwsFailure('ValidationError', `Invalid access key ID: ${AccessKeyId}`);
    return { Account: account };
  }),
};
