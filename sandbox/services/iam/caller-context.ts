import type { Context } from '../../policies/context.js';
import type { SessionRecord } from '../sts/sessions.js';

/** The condition keys that only temporary credentials bring. */
export const temporaryContext = (session: SessionRecord): Context => ({
  'aws:TokenIssueTime': new Date(session.issuedAt).toISOString(),
  'aws:MultiFactorAuthPresent': String(session.mfa),
  ...(session.mfa && {
    'aws:MultiFactorAuthAge': String(Math.floor((Date.now() - session.issuedAt) / 1_000)),
  }),
  ...(session.sourceIdentity !== undefined && { 'aws:SourceIdentity': session.sourceIdentity }),
  ...(session.instanceArn !== undefined && { 'ec2:SourceInstanceARN': session.instanceArn }),
});

/** The tags of a caller as condition keys. */
export const tagContext = (tags: Readonly<Record<string, string>>): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
