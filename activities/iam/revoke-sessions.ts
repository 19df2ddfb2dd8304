import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import { awsTime } from '../aws/aws-time.js';
import { failure } from '../aws/errors.js';
import { atItsTime, denyOlder, justAfter, timeIn } from './documents.js';
import { begun, ending, endRevocation, planEnding, priorPolicy, revocation, revocationName } from './end-revocation.js';
import { rolePolicy } from './policies.js';
import { putRolePolicy } from './role-calls.js';
import { roleStanding } from './role-standing.js';
import { readRole, roleInput } from './roles.js';
import { given, simulate } from './simulation.js';
import { longestRecorded, propagation } from './times.js';
import { wearersOf } from './wearers.js';

/**
 * Denies everything to every session of a role that began before now, whoever holds it (IAM User Guide, "Revoke IAM
 * role temporary security credentials"). The time is AWS's, not the host's; and it is written once more after the change
 * has had time to be in force everywhere, for a session that began meanwhile would be missed otherwise.
 */
export const revokeSessions = action({
  name: 'revokeSessions',
  title: 'Revoke every session that a role has now',
  effect: 'change',
  blocking: true,
  input: roleInput,
  facts: priorPolicy,
  output: revocation,
  permissions: [
    'sts:GetCallerIdentity',
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:ListInstanceProfilesForRole',
    'ec2:DescribeInstances',
    'iam:SimulatePrincipalPolicy',
    'iam:PutRolePolicy',
    'iam:DeleteRolePolicy',
  ],

  async plan(aws, { roleName }, { target }) {
    const known = await readRole(aws, roleName, target);
    const [prior, wearers] = await Promise.all([rolePolicy(aws, roleName, revocationName), wearersOf(aws, roleName)]);
    if ((prior?.length ?? 0) > longestRecorded)
      throw failure(
        failureTypes.refused,
        `${roleName} has a policy named ${revocationName} of ${prior?.length} characters: too long to be put back from the ledger.`,
        'It is none that AWS writes. Look at it, and give it another name.',
      );
    return {
      owner: known.owner,
      kind: 'role',
      calls: ['revoke', 'again'].map((id) => putRolePolicy(id, roleName, revocationName, atItsTime(denyOlder))),
      targetState: { role: known.id, denied: 'every session that began before it is applied' },
      victims: wearers.profiles,
      reversible: true,
      summary: `revoke every session that ${roleName} has when this is applied; new sessions work`,
      differences: [{ what: revocationName, now: prior ?? 'none', then: 'denies every session older than the change' }],
      blastRadius: [
        ...roleStanding(known, wearers),
        ...(wearers.instances.length > 0
          ? [
              {
                severity: 'danger' as const,
                message: `IMDS may hand out the dead credentials on these instances until it renews them, up to 6 hours: to cut one host alone, launch this with instanceId`,
                resources: wearers.instances,
              },
            ]
          : []),
      ],
      notCut: [
        'new sessions: whoever can still assume the role, or sits on a host that wears it, gets one that works',
        'sessions of other roles that were assumed from here: each role is to be revoked by itself',
        'the minutes until IAM has the policy in force everywhere',
      ],
      facts: { prior },
    };
  },

  async apply(aws, { input: { roleName } }) {
    const read = () => rolePolicy(aws, roleName, revocationName);
    const current = await read();
    const earlier = begun
      .nullable()
      .catch(null)
      .parse(await aws.kept());
    const { prior, first } = earlier ?? { prior: current, first: justAfter(await awsTime(aws.sts)) };
    if (!earlier) await aws.keep({ prior, first });
    // An earlier attempt may have written either time, and its answer was lost.
    const written = earlier ? timeIn(denyOlder, current) : null;
    if (written !== null && written > first) return { prior, since: written };
    if (written !== first) await aws.make('revoke', { PolicyDocument: denyOlder(first) });
    await aws.wait(propagation);
    const since = justAfter(await awsTime(aws.sts));
    await aws.make('again', { PolicyDocument: denyOlder(since) });
    return { prior, since };
  },

  async verify(aws, { input: { roleName }, target, notCut }, { since }) {
    const now = timeIn(denyOlder, await rolePolicy(aws, roleName, revocationName));
    const before = new Date(Date.parse(since) - 1_000).toISOString();
    const [old, fresh] = await Promise.all([
      simulate(aws, target, `a session from before ${since}`, [given('aws:TokenIssueTime', before, 'date')]),
      simulate(aws, target, 'a new session', [given('aws:TokenIssueTime', since, 'date')]),
    ]);
    return {
      assurance: 'configured',
      holds: now === since && old.denied !== false,
      facts: [
        now === null
          ? `${revocationName} is gone or another one`
          : `${revocationName} denies sessions older than ${now}`,
        old.says,
        fresh.says,
      ],
      notCut,
    };
  },

  undo: { facts: ending, plan: planEnding, apply: endRevocation },
});
