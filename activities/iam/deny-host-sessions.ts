import { action } from '../action.js';
import { denySessions, isSame } from './documents.js';
import { hostDenial, hostsInput, liftHosts, planLiftingHosts } from './lift-host-denial.js';
import { rolePolicy } from './policies.js';
import { putRolePolicy } from './role-calls.js';
import { readRole } from './roles.js';
import { given, simulate } from './simulation.js';
import { wearersOf } from './wearers.js';

/**
 * Denies everything to the sessions that single hosts have of the role they share with others: those that were stolen,
 * and every one that the hosts get later. The other hosts with the role go on: revoking the whole role would stop them.
 */
export const denyHostSessions = action({
  name: 'denyHostSessions',
  title: 'Deny everything to the sessions of single hosts of a role',
  effect: 'change',
  blocking: true,
  input: hostsInput,
  facts: hostDenial,
  output: hostDenial,
  permissions: [
    'sts:GetCallerIdentity',
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:ListInstanceProfilesForRole',
    'ec2:DescribeInstances',
    'iam:SimulatePrincipalPolicy',
    'iam:PutRolePolicy',
  ],

  async plan(aws, { roleName: name, instanceIds }, { target, nonce }) {
    const { id, owner } = await readRole(aws, name, target);
    const { instances } = await wearersOf(aws, name);
    const userIds = instanceIds.map((one) => `${id}:${one}`);
    const spared = instances.filter((one) => !instanceIds.includes(one));
    const strangers = instanceIds.filter((one) => !instances.includes(one));
    return {
      owner,
      kind: 'role',
      calls: [putRolePolicy('deny', name, nonce, denySessions(userIds))],
      targetState: { role: id, denied: userIds },
      reversible: true,
      summary: `deny ${instanceIds.join(', ')} everything as ${name}; other hosts keep their sessions`,
      differences: userIds.map((one) => ({ what: one, now: `what ${name} may`, then: 'denied everything' })),
      blastRadius: [
        {
          severity: 'warning',
          message: `whatever runs on ${instanceIds.join(', ')} with the credentials of ${name} stops`,
          resources: instanceIds,
        },
        {
          severity: 'info',
          message: `${spared.length} other instance(s) of this Region with ${name} go on: ${spared.join(', ') || 'none'}`,
          resources: spared,
        },
        ...strangers.map((one) => ({
          severity: 'warning' as const,
          message: `${one} does not wear ${name} now (in this Region): what it took before is denied all the same; check the id`,
          resources: [one],
        })),
      ],
      notCut: [
        `sessions of ${name} under another name: whoever may assume the role on the host can choose one`,
        'sessions of other roles that these hosts assumed from here',
        'the minutes until IAM has the policy in force everywhere',
      ],
      facts: { policyName: nonce, userIds },
    };
  },

  async apply(aws, { input: { roleName: name }, facts: made }) {
    const before = await rolePolicy(aws, name, made.policyName);
    if (!isSame(before, denySessions(made.userIds))) await aws.make('deny');
    return made;
  },

  async verify(aws, { input: { roleName: name, instanceIds }, target, facts: made, notCut }) {
    const stands = isSame(await rolePolicy(aws, name, made.policyName), denySessions(made.userIds));
    const [id = ''] = made.userIds[0]?.split(':') ?? [];
    const hosts = await Promise.all(
      made.userIds.map((one) => simulate(aws, target, one, [given('aws:userid', one, 'string')])),
    );
    const other = `${id}:${instanceIds[0] === 'i-00000000' ? 'i-00000001' : 'i-00000000'}`;
    const sibling = await simulate(aws, target, `another host (${other})`, [given('aws:userid', other, 'string')]);
    return {
      assurance: 'configured',
      holds: stands && hosts.every(({ denied }) => denied !== false),
      facts: [
        `policy ${made.policyName} ${stands ? 'denies these hosts' : 'is gone or another one'}`,
        ...[...hosts, sibling].map(({ says }) => says),
      ],
      notCut,
    };
  },

  undo: { facts: hostDenial, plan: planLiftingHosts, apply: liftHosts },
});
