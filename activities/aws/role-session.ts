import type { STS } from '@aws-sdk/client-sts';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from './errors.js';
import { reading } from './reading.js';

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

/** A session policy that allows these IAM actions, and nothing else. */
export const allowing = (actions: readonly string[], resource = '*'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }],
  });

/** Takes a role: a new session each time. Throws translated failures, which name `sts:AssumeRole` and the role. */
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
    const { Credentials } = await reading('sts:AssumeRole', RoleArn, () => sts.assumeRole(asked));
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

/** What is left of a session when another one is begun: the SDK counts one as over that has less. */
const leastLeft = 5 * 60_000;

/**
 * Where clients take credentials from. Marked so, the SDK asks before each call and keeps none itself: it would keep a
 * session that AWS does not take any more until its time is over (`memoized` of `resolveAwsSdkSigV4Config`).
 */
export type CredentialProvider = (() => Promise<SessionCredentials>) & { readonly memoized: true };

/** One session for all who ask, as long as it is good; then another one. */
export type HeldSession = {
  readonly credentials: CredentialProvider;
  /** One with more than so many milliseconds left. */
  readonly lasting: (least: number) => Promise<SessionCredentials>;
  /** How many have been begun; to be asked before a call. */
  readonly begun: () => number;
  /** AWS took it. */
  readonly taken: () => void;
  /**
   * AWS does not take it, for a call before which so many had been begun: the next who asks gets another one. Answers
   * whether that may help. A session that never worked is refused for another reason than its age.
   */
  readonly refused: (begun: number) => boolean;
};

/** Holds the sessions that `begin` begins. What fails is asked for again by the next. */
export const heldSession = (begin: () => Promise<SessionCredentials>): HeldSession => {
  let held: Promise<SessionCredentials> | null = null;
  let begun = 0;
  let worked = false;
  const next = (): Promise<SessionCredentials> => {
    const asked = begin().then((session) => {
      begun += 1;
      worked = false;
      return session;
    });
    held = asked;
    asked.catch(() => {
      if (held === asked) held = null;
    });
    return asked;
  };
  const lasting = async (least: number): Promise<SessionCredentials> => {
    const known = held;
    const session = await known;
    if (session && session.expiration.getTime() - Date.now() > least) return session;
    // Of all who found it over, the first begins another one.
    return held && held !== known ? held : next();
  };
  const refused = (before: number): boolean => {
    if (before !== begun) return true;
    held = null;
    return worked;
  };
  const credentials = Object.assign(() => lasting(leastLeft), { memoized: true } as const);
  return { credentials, lasting, begun: () => begun, taken: () => void (worked = true), refused };
};
