import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { ChangeRecord, Planned, PlanOf } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { awsTime } from '../aws/aws-time.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { instanceId } from '../ec2/instances.js';
import { atItsTime, denyOlderSessions, denySessions, isSame, justAfter, timeIn } from './documents.js';
import { rolePolicy } from './policies.js';
import { putRolePolicy } from './role-calls.js';
import { readRole, roleName } from './roles.js';
import { lockEnds, longestRoleSession } from './times.js';

/** As many hosts as one document holds in the length that a planned call is compared by. */
const mostHosts = 10;

/** Hosts of one role. */
export const hostsInput = z.strictObject({ roleName, instanceIds: z.array(instanceId).min(1).max(mostHosts) });

/** The policy that denies hosts, and whom: `aws:userid` of each host's sessions. */
export const hostDenial = z.strictObject({ policyName: z.string(), userIds: z.array(z.string()) });

type Hosts = z.infer<typeof hostsInput>;
type HostDenial = z.infer<typeof hostDenial>;

/** Plans lifting the denial of hosts: what they were given until then stays denied. Refuses when somebody changed it. */
export const planLiftingHosts = async (
  aws: Aws,
  { plan, output, answers }: ChangeRecord<Hosts, HostDenial, HostDenial>,
): Promise<Planned<HostDenial>> => {
  const { roleName: name, instanceIds } = plan.input;
  const made = output ?? plan.facts;
  const { id, owner } = await readRole(aws, name, plan.target);
  const now = await rolePolicy(aws, name, made.policyName);
  const older = denyOlderSessions(made.userIds);
  const isOurs = isSame(now, denySessions(made.userIds)) || timeIn(older, now) !== null;
  const wasMade = output !== null || 'deny' in answers;
  if (!isOurs && (wasMade || now !== null))
    throw failure(
      failureTypes.moved,
      `Somebody took away or changed policy ${made.policyName} of ${name}. Nothing was put back.`,
      'Look into who did (CloudTrail: PutRolePolicy, DeleteRolePolicy): the sessions it held back may be alive again.',
    );
  return {
    owner,
    kind: 'role',
    calls: isOurs ? [putRolePolicy('lock', name, made.policyName, atItsTime(older))] : [],
    targetState: { role: id, denied: 'sessions of these hosts that began before the release' },
    reversible: true,
    summary: `let ${instanceIds.join(', ')} work as ${name} again, except by sessions that began before the release`,
    differences: made.userIds.map((one) => ({
      what: one,
      now: 'denied everything',
      then: 'denied: sessions older than the release',
    })),
    blastRadius: [
      {
        severity: 'danger',
        message: `${instanceIds.join(', ')} may do again what ${name} may, with the next credentials from IMDS; those they hold now stay denied, for 6 hours at most`,
        resources: instanceIds,
      },
      {
        severity: 'info',
        message: `policy ${made.policyName} stays, so that no session from before comes back to life; taking it away later is yours to do`,
        resources: [plan.target],
      },
    ],
    facts: made,
  };
};

/** Lifts the denial of hosts, by one write that leaves no moment without; answers what is read back and left to do. */
export const liftHosts = async (
  aws: Aws,
  { input: { roleName: name }, calls, facts: { policyName, userIds } }: PlanOf<Hosts, HostDenial>,
): Promise<readonly string[]> => {
  if (calls.length === 0) return [`nothing of this run denied hosts of ${name}`];
  const older = denyOlderSessions(userIds);
  const read = () => rolePolicy(aws, name, policyName);
  if (timeIn(older, await read()) === null)
    await aws.make('lock', { PolicyDocument: older(justAfter(await awsTime(aws.sts))) });
  const after = await settled(aws, read, (now) => timeIn(older, now) !== null);
  const since = timeIn(older, after);
  if (since === null) throw failure(failureTypes.notHolding, `AWS does not read back policy ${policyName} of ${name}.`);
  return [
    `sessions of ${userIds.join(', ')} work again, unless they began before ${since}`,
    `policy ${policyName} must stay until ${lockEnds(since, longestRoleSession)}; then: aws iam delete-role-policy --role-name ${name} --policy-name ${policyName}`,
  ];
};
