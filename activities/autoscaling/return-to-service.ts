import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { readInstance } from '../ec2/instances.js';
import { groupCall, isOnLeave, readMembership, type Membership } from './membership.js';

/** What keeping a group off an instance did: in which group, and which of its processes it suspended. */
export const standing = z.strictObject({ group: z.string().nullable(), suspended: z.array(z.string()) });
type Standing = z.infer<typeof standing>;

/** Plans putting an instance back into service, and resuming what was `suspended` for it. */
export const planReturn = async (
  aws: Aws,
  instanceId: string,
  suspended: readonly string[],
): Promise<Planned<Standing>> => {
  const { owner } = await readInstance(aws, instanceId);
  const now = await readMembership(aws, instanceId);
  const common = {
    owner,
    kind: 'instance',
    reversible: true,
    targetState: { autoScaling: 'as before' },
    facts: { group: now?.group ?? null, suspended: [...suspended] },
  };
  if (!now) return { ...common, calls: [], summary: `${instanceId} is in no Auto Scaling group any more` };
  const resumes = suspended.filter((process) => now.suspended.includes(process));
  // Where processes were suspended, it was not this step that put it into Standby.
  const isLeaving = isOnLeave(now) && suspended.length === 0;
  const refused = isLeaving ? refusalOf(instanceId, now) : null;
  if (refused) throw refused;
  return {
    ...common,
    calls: [
      ...(isLeaving ? [groupCall('standby', 'ExitStandby', now, { InstanceIds: [instanceId] })] : []),
      ...(resumes.length > 0 ? [groupCall('resume', 'ResumeProcesses', now, { ScalingProcesses: resumes })] : []),
    ],
    summary: isLeaving ? `put ${instanceId} back into service in ${now.group}` : `let ${now.group} act as before`,
    differences: [
      ...(isLeaving ? [{ what: now.group, now: now.lifecycle, then: 'InService' }] : []),
      ...(resumes.length > 0 ? [{ what: now.group, now: `suspended: ${resumes.join(', ')}`, then: 'resumed' }] : []),
    ],
    blastRadius: isLeaving
      ? [{ severity: 'danger', message: `users are sent to ${instanceId} again`, resources: [now.arn] }]
      : [],
  };
};

const refusalOf = (instanceId: string, { group, lifecycle, desired, max }: Membership): Error | null => {
  if (lifecycle === 'EnteringStandby')
    return failure(
      failureTypes.refused,
      `${instanceId} is still on its way into Standby in ${group}: its connections are drained first.`,
      'Release this step again once it is in Standby.',
    );
  if (lifecycle === 'Standby' && desired + 1 > max)
    return failure(
      failureTypes.refused,
      `${group} is full: leaving Standby would make its desired capacity ${desired + 1}, above its maximum of ${max}.`,
      'Raise the maximum or end the replacement first, then release this step again.',
    );
  return null;
};

/** Carries a planned return out; doing it twice equals doing it once. Answers what AWS reads back. */
export const returnToService = async (
  aws: Aws,
  instanceId: string,
  calls: readonly PlannedCall[],
  { suspended }: Standing,
): Promise<readonly string[]> => {
  const isPlanned = (id: string): boolean => calls.some((call) => call.id === id);
  const holds = (now: Membership | null): boolean =>
    now === null ||
    ((!isPlanned('standby') || !isOnLeave(now)) &&
      (!isPlanned('resume') || !suspended.some((process) => now.suspended.includes(process))));
  const read = () => readMembership(aws, instanceId);
  const now = await read();
  if (now && isPlanned('standby') && isOnLeave(now)) await aws.make('standby');
  if (now && isPlanned('resume') && suspended.some((process) => now.suspended.includes(process)))
    await aws.make('resume');
  const after = await settled(aws, read, holds);
  const said = after ? `${instanceId} is ${after.lifecycle} in ${after.group}` : `${instanceId} is in no group`;
  if (!holds(after)) throw failure(failureTypes.notHolding, `${said}: it did not come back into service.`);
  return [said];
};
