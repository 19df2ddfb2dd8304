import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned, PlanOf } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { awsTime } from '../aws/aws-time.js';
import { codeBehind, failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { denyAll, denyOlder, isSame, justAfter, timeIn } from './documents.js';
import { lockEnds, propagation } from './times.js';
import { denialFacts, liftingCalls, readDenial, type DenialFacts } from './user-denial.js';
import { readUser } from './users.js';

/** What lifting a denial is to do; `none` where nothing of ours denies the user. */
export const lifting = denialFacts.extend({ how: z.enum(['inline', 'managed', 'none']) });
type Lifting = z.infer<typeof lifting>;

/** Sessions of a user last 36 hours at most ("GetSessionToken", "GetFederationToken"). */
const longestSession = 36 * 3_600_000;

/**
 * Plans lifting a user's denial. `done` is how applying it came out, or null where that is not known. Refuses when what
 * stands there is neither our denial nor, after a first try of this, the lock that follows it.
 */
export const planLifting = async (
  aws: Aws,
  { input: { userName }, target, facts }: PlanOf<{ readonly userName: string }, DenialFacts>,
  done: 'inline' | 'managed' | 'managed-before' | null,
): Promise<Planned<Lifting>> => {
  const { id, owner } = await readUser(aws, userName, target);
  const now = await readDenial(aws, userName, facts);
  const isLocked = timeIn(denyOlder, now.inline) !== null;
  const stands = isSame(now.inline, denyAll) || isLocked;
  const how = done ?? (now.inline !== null ? 'inline' : now.managed && !facts.managedBefore ? 'managed' : 'none');
  const moved = (how === 'inline' && !stands) || (how === 'managed' && !now.managed && !isLocked);
  if (moved)
    throw failure(
      failureTypes.moved,
      `Somebody took away or changed what denies ${userName} everything (${how === 'inline' ? facts.policyName : facts.managedArn}).`,
      'Look into who did (CloudTrail: DeleteUserPolicy, PutUserPolicy, DetachUserPolicy): sessions that the denial held back may be alive again.',
    );
  const ours = how === 'inline' || how === 'managed' ? how : 'none';
  return {
    owner,
    kind: 'user',
    calls: ours === 'none' ? [] : liftingCalls(userName, facts, ours),
    targetState: { user: id, denied: 'sessions that began before the release' },
    reversible: true,
    summary:
      ours === 'none'
        ? `nothing of this run denies ${userName}`
        : `let ${userName} work again, except by sessions that began before the release`,
    differences: [{ what: userName, now: 'denied everything', then: 'denied: sessions older than the release' }],
    blastRadius: [
      { severity: 'danger', message: `${userName} may do again what their policies allow`, resources: [target] },
      {
        severity: 'info',
        message: `policy ${facts.policyName} stays for 36 hours, so that no session from before comes back to life; taking it away then is yours to do`,
        resources: [target],
      },
    ],
    facts: { ...facts, how: ours },
  };
};

/** Lifts a denial, the lock first; answers what AWS reads back and what is left to do. */
export const liftDenial = async (aws: Aws, userName: string, facts: Lifting): Promise<readonly string[]> => {
  if (facts.how === 'none') return [`nothing of this run denied ${userName}`];
  const before = await readDenial(aws, userName, facts);
  if (timeIn(denyOlder, before.inline) === null) {
    await aws.make('lock', { PolicyDocument: denyOlder(justAfter(await awsTime(aws.sts))) }).catch((error: unknown) => {
      throw codeBehind(error) === 'LimitExceeded' ? noRoom(userName) : error;
    });
  }
  if (facts.how === 'managed' && before.managed) {
    // The lock must be in force wherever AWS's policy stops being it.
    await aws.wait(propagation);
    await aws.make('lift');
  }
  const after = await settled(
    aws,
    () => readDenial(aws, userName, facts),
    (now) => timeIn(denyOlder, now.inline) !== null && !(facts.how === 'managed' && now.managed),
  );
  const since = timeIn(denyOlder, after.inline);
  if (since === null || (facts.how === 'managed' && after.managed))
    throw failure(failureTypes.notHolding, `AWS does not read back the policy ${facts.policyName} of ${userName}.`);
  return [
    `${userName} may work again; sessions that began before ${since} stay denied`,
    `policy ${facts.policyName} must stay until ${lockEnds(since, longestSession)}; then: aws iam delete-user-policy --user-name ${userName} --policy-name ${facts.policyName}`,
  ];
};

const noRoom = (userName: string): Error =>
  failure(
    failureTypes.refused,
    `The inline policies of ${userName} leave no room for the one that keeps old sessions denied: nothing was lifted.`,
    'Shorten them by 200 characters, then retry.',
  );
