import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import { codeBehind, failure } from '../aws/errors.js';
import { denyAll, isSame } from './documents.js';
import { liftDenial, lifting, planLifting } from './lift-user-denial.js';
import { attachedTo } from './policies.js';
import { simulate } from './simulation.js';
import { denialCalls, denialFacts, managedDenial, readDenial } from './user-denial.js';
import { standingOf } from './user-standing.js';
import { readUser, userInput } from './users.js';

const output = z.strictObject({ how: z.enum(['inline', 'managed', 'managed-before']) });
type Outcome = z.infer<typeof output>;

/**
 * Denies a user everything, first of all: one write ends what long-term keys, the console and sessions of
 * GetSessionToken and GetFederationToken may do, for those follow the policies of the user (IAM User Guide, "Disabling
 * permissions for temporary security credentials"). Deactivating keys alone leaves such sessions alive for up to 36 hours.
 */
export const denyUser = action({
  name: 'denyUser',
  title: 'Deny everything to a user',
  effect: 'change',
  blocking: true,
  input: userInput,
  facts: denialFacts,
  output,
  permissions: [
    'sts:GetCallerIdentity',
    'iam:GetUser',
    'iam:ListUserPolicies',
    'iam:ListAttachedUserPolicies',
    'iam:ListGroupsForUser',
    'iam:GetUserPolicy',
    'iam:SimulatePrincipalPolicy',
    'iam:PutUserPolicy',
    'iam:AttachUserPolicy',
    'iam:DetachUserPolicy',
  ],

  async plan(aws, { userName }, { target, nonce }) {
    const known = await readUser(aws, userName, target);
    const managedArn = managedDenial(target);
    const [standing, attached] = await Promise.all([standingOf(aws, userName, known), attachedTo(aws, userName)]);
    const facts = { policyName: nonce, managedArn, managedBefore: attached.includes(managedArn) };
    return {
      owner: known.owner,
      kind: 'user',
      calls: denialCalls(userName, facts),
      targetState: { user: known.id, may: 'nothing' },
      reversible: true,
      summary: `deny ${userName} everything by an inline policy, or by ${managedArn} where there is no room for one`,
      differences: [{ what: userName, now: 'what their policies allow', then: 'denied everything' }],
      blastRadius: [
        {
          severity: 'danger',
          message: `whatever works as ${userName} stops: people at the console, and every program with one of the keys`,
          resources: [target],
        },
        ...standing,
      ],
      notCut: [
        `sessions of roles that ${userName} has assumed: each role is to be revoked by itself (CloudTrail: AssumeRole)`,
        'what the user made elsewhere: other users, keys, roles, instances, trust in other accounts',
        'the minutes until IAM has the policy in force everywhere',
      ],
      facts,
    };
  },

  async apply(aws, { input: { userName }, facts }): Promise<Outcome> {
    // An earlier attempt may have come so far, and its answer was lost.
    const before = await readDenial(aws, userName, facts);
    if (isSame(before.inline, denyAll)) return { how: 'inline' };
    if (before.managed && !facts.managedBefore) return { how: 'managed' };
    const full = await refusedForRoom(() => aws.make('deny'));
    if (!full) return { how: 'inline' };
    // Inline policies of a user have 2,048 characters in all ("IAM and AWS STS quotas").
    if (before.managed) return { how: 'managed-before' };
    if (!(await refusedForRoom(() => aws.make('attach')))) return { how: 'managed' };
    throw failure(
      failureTypes.refused,
      `${userName} has room neither for an inline policy nor for one more managed policy: nothing was denied.`,
      'Detach a managed policy of theirs, then retry; or skip, and go on to the keys.',
    );
  },

  async verify(aws, { input: { userName }, target, facts, notCut }, { how }) {
    const [now, simulated] = await Promise.all([readDenial(aws, userName, facts), simulate(aws, target, userName)]);
    const stands = how === 'inline' ? isSame(now.inline, denyAll) : now.managed;
    return {
      assurance: 'configured',
      holds: stands && simulated.denied !== false,
      facts: [
        how === 'inline'
          ? `inline policy ${facts.policyName} ${stands ? 'denies everything' : 'is gone or another one'}`
          : `${facts.managedArn} is ${stands ? 'attached' : 'not attached'}`,
        simulated.says,
      ],
      notCut,
    };
  },

  undo: {
    facts: lifting,
    plan: (aws, { plan, output: done, answers }) => planLifting(aws, plan, done?.how ?? howAnswered(answers)),
    apply: (aws, plan) => liftDenial(aws, plan.input.userName, plan.facts),
  },
});

const howAnswered = (answers: object): 'inline' | 'managed' | null => {
  if ('deny' in answers) return 'inline';
  return 'attach' in answers ? 'managed' : null;
};

// One that grew too long, or one too many: AWS has one code for both.
const refusedForRoom = async (make: () => Promise<unknown>): Promise<boolean> => {
  try {
    await make();
    return false;
  } catch (error) {
    if (codeBehind(error) !== 'LimitExceeded') throw error;
    return true;
  }
};
