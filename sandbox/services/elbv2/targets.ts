import { AwsFailure, type Place } from '../operation.js';
import { instancesIn, stateAt } from '../ec2/records.js';
import { watchHealth } from './health-watch.js';
import { loadBalancersUsing } from './in-use.js';
import { attributeOf } from './attributes.js';
import { targetGroupOf, targetKey, targetsIn, type TargetGroupRecord, type TargetRecord } from './records.js';

/** A target as a request names it. */
export type TargetName = {
  readonly Id: string | undefined;
  readonly Port?: number | undefined;
  readonly AvailabilityZone?: string | undefined;
};

/** The most targets of one group ("Quotas for your Application Load Balancers"). */
const MOST = 1000;

/** The targets that a group has now, those that drain included. */
export const targetsOf = (place: Place, group: string): readonly TargetRecord[] =>
  targetsIn(place)
    .all()
    .filter(
      (one) => one.group === group && !(one.drainsUntil !== undefined && one.drainsUntil <= place.world.clock.now()),
    );

/**
 * Registers targets, as `RegisterTargets` does; those that drain come back. Errors: `TargetGroupNotFound`,
 * `InvalidTarget` (an instance that is not there, not running, or of another VPC), `TooManyTargets`.
 */
export const registerTargets = (place: Place, arn: string, targets: readonly TargetName[]): void => {
  const group = targetGroupOf(place, arn);
  if (group.type === 'instance') checkInstances(place, group, targets);
  for (const { Id = '', Port = group.port, AvailabilityZone } of targets) {
    const key = targetKey(arn, Id, Port);
    const before = targetsIn(place).get(key);
    if (before !== undefined && before.drainsUntil === undefined) continue;
    targetsIn(place).put(key, {
      group: arn,
      id: Id,
      port: Port,
      ...(AvailabilityZone !== undefined && { zone: AvailabilityZone }),
      registeredAt: place.world.clock.now(),
      health: { state: 'initial', against: 0, checked: false },
    });
  }
  if (targetsOf(place, arn).length > MOST)
    throw new AwsFailure('TooManyTargets', `The maximum number of targets (${MOST}) for '${arn}' has been reached`);
  watchHealth(place, group);
};

/**
 * Deregisters targets: they drain for the group's deregistration delay and are gone then. What is not registered is
 * passed over, as AWS does ("DeregisterTargets").
 */
export const deregisterTargets = (place: Place, arn: string, targets: readonly TargetName[]): void => {
  const group = targetGroupOf(place, arn);
  const delay = Number(attributeOf(group, 'deregistration_delay.timeout_seconds')) * 1000;
  const isInUse = loadBalancersUsing(place, arn).length > 0;
  for (const { Id = '', Port = group.port } of targets) {
    const key = targetKey(arn, Id, Port);
    const target = targetsIn(place).get(key);
    if (target === undefined || target.drainsUntil !== undefined) continue;
    // Nothing can be in flight to a target of a group that no load balancer uses.
    if (isInUse) targetsIn(place).put(key, { ...target, drainsUntil: place.world.clock.now() + delay });
    else targetsIn(place).delete(key);
  }
};

const checkInstances = (place: Place, group: TargetGroupRecord, targets: readonly TargetName[]): void => {
  const refuse = (problem: string, wrong: readonly TargetName[]): void => {
    if (wrong.length === 0) return;
    const ids = wrong.map(({ Id }) => `'${Id}'`).join(', ');
    throw new AwsFailure('InvalidTarget', `The following targets ${problem}: ${ids}`);
  };
  const instanceOf = ({ Id = '' }: TargetName) => instancesIn(place).get(Id);
  const now = place.world.clock.now();
  refuse(
    'are not valid instances',
    targets.filter((one) => instanceOf(one) === undefined),
  );
  refuse(
    `are not in the target group VPC '${group.vpcId}'`,
    targets.filter((one) => instanceOf(one)?.vpcId !== group.vpcId),
  );
  refuse(
    'are not in a running state and cannot be registered',
    targets.filter((one) => {
      const instance = instanceOf(one);
      return instance === undefined || stateAt(instance, now) !== 'running';
    }),
  );
};
