import { AwsFailure, type Place } from '../operation.js';
import { groupsIn, type GroupRecord } from './records.js';

/** Sets how many instances the group shall have. */
export const changeDesired = (place: Place, name: string, desired: number): void => {
  groupsIn(place).update(name, (group) => ({ ...group, desired }));
};

/**
 * Refuses a desired capacity outside of the group's limits, as the operations on instances do; `aim` is what was asked
 * for ("To detach 1 instance").
 */
export const sizesAllow = ({ name, min, max, desired }: GroupRecord, after: number, aim: string): void => {
  if (after >= min && after <= max) return;
  throw new AwsFailure(
    'ValidationError',
    `AutoScalingGroup ${name} has min-size=${min}, max-size=${max}, and desired-size=${desired}. ${aim}, please update the AutoScalingGroup sizes appropriately.`,
  );
};

/** How a cause says that the desired capacity goes down by one. */
export const shrinking = (from: number): string => `, shrinking the capacity from ${from} to ${from - 1}`;
