import type { Credentials } from '@aws-sdk/client-sts';
import type { SessionRecord } from './sessions.js';

/** Temporary credentials as STS gives them out. */
export const credentialsShown = (accessKeyId: string, session: SessionRecord): Credentials => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: session.secret,
  SessionToken: session.token,
  Expiration: new Date(session.expiresAt),
});
