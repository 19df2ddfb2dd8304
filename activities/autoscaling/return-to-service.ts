import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { readInstance } from '../ec2/instances.js';
import { groupCall } from './groups.js';
import { isOnLeave, readMembership, type Membership } from './membership.js';

/** In which group an instance was found, if in any. */
export const place = z.strictObject({ group: z.string().nullable() });

/** Plans putting an instance back into service. */
export const planReturn = async (aws: Aws, instanceId: string): Promise<Planned<z.infer<typeof place>>> => {
  const { owner } = await readInstance(aws, instanceId);
  const now = await readMembership(aws, instanceId);
  const common = {
    owner,
    kind: 'instance',
    reversible: true,
    targetState: { autoScaling: 'as before' },
    facts: { group: now?.group ?? null },
  };
  if (!now || !isOnLeave(now))
    return {
      ...common,
      calls: [],
      summary: now
        ? `${instanceId} is ${now.lifecycle} in ${now.group} already`
        : `${instanceId} is in no Auto Scaling group any more`,
    };
  const refused = refusalOf(instanceId, now);
  if (refused) throw refused;
  return {
    ...common,
    calls: [groupCall('standby', 'ExitStandby', now, { InstanceIds: [instanceId] })],
    summary: `put ${instanceId} back into service in ${now.group}`,
    differences: [{ what: now.group, now: now.lifecycle, then: 'InService' }],
    blastRadius: [{ severity: 'danger', message: `users are sent to ${instanceId} again`, resources: [now.arn] }],
  };
};

const refusalOf = (instanceId: string, { group, lifecycle, desired, max }: Membership): Error | null => {
  if (lifecycle === 'EnteringStandby')
    return failure(
      failureTypes.refused,
      `${instanceId} is still on its way into Standby in ${group}: its connections are drained first.`,
      'Release this step again once it is in Standby.',
    );
  if (desired + 1 > max)
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
): Promise<readonly string[]> => {
  const holds = (now: Membership | null): boolean => now === null || calls.length === 0 || !isOnLeave(now);
  const read = () => readMembership(aws, instanceId);
  if (!holds(await read())) await aws.make('standby');
  const after = await settled(aws, read, holds);
  const said = after ? `${instanceId} is ${after.lifecycle} in ${after.group}` : `${instanceId} is in no group`;
  if (!holds(after)) throw failure(failureTypes.notHolding, `${said}: it did not come back into service.`);
  return [said];
};
