import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { isServing, type Served } from './targets.js';

const target = z.strictObject({ Id: z.string(), Port: z.number(), AvailabilityZone: z.string().exactOptional() });
const registration = z.strictObject({ group: z.string(), name: z.string(), targets: z.array(target) });
type Target = z.infer<typeof target>;

/** How one instance is registered in a target group. */
export type Registration = z.infer<typeof registration>;

/** The registrations of one instance. */
export const registrations = z.strictObject({ before: z.array(registration) });

/** How the instance is registered in a group now, as far as the group sends traffic to it. */
export const registrationOf = ({ arn, name, ours }: Served): Registration => ({
  group: arn,
  name,
  targets: ours.filter(isServing).map(({ Target }) => ({
    Id: Target?.Id ?? '',
    Port: Target?.Port ?? 0,
    ...(Target?.AvailabilityZone && { AvailabilityZone: Target.AvailabilityZone }),
  })),
});

/** The id of the call on the targets in a group. */
export const targetsId = (group: string): string => `targets/${group}`;

/** The call that registers the targets, or deregisters them. */
export const targetsCall = (
  operation: 'DeregisterTargets' | 'RegisterTargets',
  { group, targets }: Registration,
): PlannedCall => ({
  id: targetsId(group),
  service: 'elbv2',
  operation,
  target: group,
  input: { TargetGroupArn: group, Targets: targets },
});

/** What a group says of a target; undefined when it does not list it. */
export const findTarget = (
  health: readonly TargetHealthDescription[],
  { Id, Port }: Target,
): TargetHealthDescription | undefined => health.find((one) => one.Target?.Id === Id && one.Target.Port === Port);

/** What a reader sees of it. */
export const sayRegistration = ({ targets }: Registration): string =>
  targets.map(({ Id, Port }) => `${Id}:${Port}`).join(', ');
