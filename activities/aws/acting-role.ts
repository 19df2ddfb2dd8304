import type { STS } from '@aws-sdk/client-sts';
import { allowing, heldSession, roleSession, type HeldSession } from './role-session.js';

/** The role in which a worker does everything, where it has one: each action in a session of its own. */
export type ActingRole = {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  /** IAM actions of what no action does: finding out who is meant, verifying evidence, comparing with CloudTrail. */
  readonly looking: readonly string[];
};

/**
 * Sessions of the role that can do no more than `permissions`, under a name that CloudTrail shows with each of their
 * calls. Without a bound of their own they last an hour, which is also the longest for a role taken by a role ("Role
 * chaining", IAM User Guide).
 */
export const sessionsOf = (
  sts: STS,
  { roleArn, externalId }: ActingRole,
  name: string,
  permissions: readonly string[],
): HeldSession => heldSession(roleSession(sts, { roleArn, externalId, name, policy: allowing(permissions) }));
