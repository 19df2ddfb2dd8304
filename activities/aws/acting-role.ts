import type { STS } from '@aws-sdk/client-sts';
import { heldSession, roleSession, type HeldSession } from './role-session.js';

/** The role in which a worker does everything, where it has one: each action in a session of its own. */
export type ActingRole = {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  /** IAM actions of what no action does: finding out who is meant, verifying evidence, comparing with CloudTrail. */
  readonly looking: readonly string[];
};

/** A session policy has so many characters at most ("IAM and AWS STS quotas"). */
export const longestSessionPolicy = 2_048;

/** What allows these IAM actions, and nothing else. */
export const allowing = (permissions: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: permissions, Resource: '*' }],
  });

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
