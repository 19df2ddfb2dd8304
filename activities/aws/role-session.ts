import type { STS } from '@aws-sdk/client-sts';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from './errors.js';

/** A role to be assumed, and what its session may do at most: whatever the role may do, the session can no more. */
export type RoleSession = {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  readonly name: string;
  readonly policy: string;
  /** How long it lasts; what AWS gives unless told. */
  readonly seconds?: number;
};

/** Credentials that expire. */
export type SessionCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
};

/** Credentials of a role as the SDK asks for them: again, when they are about to expire. */
export const roleSession =
  (
    sts: STS,
    { roleArn: RoleArn, externalId: ExternalId, name: RoleSessionName, policy: Policy, seconds }: RoleSession,
  ) =>
  async (): Promise<SessionCredentials> => {
    const asked = {
      RoleArn,
      RoleSessionName,
      ExternalId,
      Policy,
      ...(seconds !== undefined && { DurationSeconds: seconds }),
    };
    const { Credentials } = await sts.assumeRole(asked);
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw failure(failureTypes.unavailable, `AWS handed out no session of ${RoleArn}.`);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  };
