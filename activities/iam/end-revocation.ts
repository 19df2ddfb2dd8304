import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { ChangeRecord, Planned, PlanOf } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { awsTime } from '../aws/aws-time.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { denyOlder, isSame, timeIn } from './documents.js';
import { rolePolicy } from './policies.js';
import { deleteRolePolicy, putRolePolicy } from './role-calls.js';
import { readRole } from './roles.js';
import { lockEnds, longestRoleSession } from './times.js';

/** What the console calls the policy that it writes for "Revoke active sessions": people and tools look for this name. */
export const revocationName = 'AWSRevokeOlderSessions';

/** What stood there under that name before, or null. */
export const priorPolicy = z.strictObject({ prior: z.string().nullable() });

/** What is durable before the first write: beside the prior policy, the time that is written first. */
export const begun = priorPolicy.extend({ first: z.string() });

/** What revoking made: sessions that began before `since` are denied. */
export const revocation = priorPolicy.extend({ since: z.string() });

/** How a revocation ends: `due` says whether the last of its sessions has expired. */
export const ending = priorPolicy.extend({ ends: z.string().nullable(), due: z.boolean() });

type Input = { readonly roleName: string };
type Record = ChangeRecord<Input, z.infer<typeof priorPolicy>, z.infer<typeof revocation>>;

/**
 * Plans the end of a revocation. New sessions work all the while, so there is nothing to lift; and while an old session
 * could still be alive the policy stays, for without it that session would be. Refuses when somebody changed it.
 */
export const planEnding = async (aws: Aws, record: Record): Promise<Planned<z.infer<typeof ending>>> => {
  const { roleName } = record.plan.input;
  const { id, owner } = await readRole(aws, roleName, record.plan.target);
  const now = await rolePolicy(aws, roleName, revocationName);
  const found = timeIn(denyOlder, now);
  const made = madeBy(record, found);
  const common = { owner, kind: 'role', calls: [], reversible: true } as const;
  if (!made)
    return {
      ...common,
      targetState: { role: id, policy: 'as it is' },
      summary: `this run revoked no session of ${roleName}`,
      facts: { prior: now, ends: null, due: true },
    };
  const { prior, since } = made;
  const ends = lockEnds(since, longestRoleSession);
  const due = (await awsTime(aws.sts)).getTime() >= Date.parse(ends);
  // A first try of this release may have put it back, and its answer was lost.
  if (found !== since && !(due && isAsBefore(now, prior))) throw moved(roleName);
  if (!due)
    return {
      ...common,
      targetState: { role: id, policy: 'stays' },
      summary: `${revocationName} of ${roleName} stays until ${ends}: without it sessions from before would be alive again; new ones work already`,
      facts: { prior, ends, due },
    };
  return {
    ...common,
    calls: [
      prior === null
        ? deleteRolePolicy('end', roleName, revocationName)
        : putRolePolicy('end', roleName, revocationName, prior),
    ],
    targetState: { role: id, policy: prior ?? 'none' },
    summary: `put ${revocationName} of ${roleName} back as it was: every session it held back has expired`,
    differences: [{ what: revocationName, now: `denies sessions older than ${since}`, then: prior ?? 'none' }],
    facts: { prior, ends, due },
  };
};

// Without an output the step never came to its end: then what stands there tells, if it is not older than our first time.
const madeBy = ({ output, kept, answers }: Record, found: string | null): z.infer<typeof revocation> | null => {
  const started = begun.nullable().catch(null).parse(kept);
  if (output || !started) return output;
  if (found !== null && found >= started.first) return { prior: started.prior, since: found };
  return 'revoke' in answers ? { prior: started.prior, since: started.first } : null;
};

const isAsBefore = (now: string | null, prior: string | null): boolean =>
  prior === null ? now === null : isSame(now, prior);

/** Ends a revocation that is due; answers what AWS reads back, and what is left to do. */
export const endRevocation = async (
  aws: Aws,
  { input: { roleName }, calls, facts: { prior, ends, due } }: PlanOf<Input, z.infer<typeof ending>>,
): Promise<readonly string[]> => {
  if (!due)
    return [
      `new sessions of ${roleName} work; ${revocationName} must stay until ${ends}`,
      prior === null
        ? `then: aws iam delete-role-policy --role-name ${roleName} --policy-name ${revocationName}`
        : `then put back what it was before: ${prior}`,
    ];
  if (calls.length === 0) return [`this run revoked no session of ${roleName}`];
  const read = () => rolePolicy(aws, roleName, revocationName);
  const isBack = (now: string | null): boolean => isAsBefore(now, prior);
  if (!isBack(await read())) await aws.make('end');
  if (!isBack(await settled(aws, read, isBack)))
    throw failure(failureTypes.notHolding, `AWS does not read ${revocationName} of ${roleName} back as it was.`);
  return [`${revocationName} of ${roleName} is ${prior === null ? 'gone' : 'as before'}`];
};

const moved = (roleName: string): Error =>
  failure(
    failureTypes.moved,
    `Somebody took away or changed ${revocationName} of ${roleName}. Nothing was put back.`,
    'Look into who did (CloudTrail: PutRolePolicy, DeleteRolePolicy): sessions that it held back may be alive again.',
  );
