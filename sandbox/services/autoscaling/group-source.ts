import type { CreateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, type Place } from '../operation.js';
import { configurationsIn } from './launch-configurations.js';
import { templateOf } from './launch-requests.js';
import type { Source } from './records.js';

const refuse = (message: string): never => {
  throw new AwsFailure('ValidationError', message);
};

/** Refuses sizes that AWS would. */
export const checkSizes = ({ min, max, desired }: { min: number; max: number; desired: number }): void => {
  if (min < 0 || max < 0) refuse('Min size and max size must not be negative');
  if (min > max) refuse('Max bound must be greater than or equal to min bound');
  if (desired < min || desired > max)
    refuse(`Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`);
};

/** What a request says of it. */
type Launchable = Partial<
  Pick<CreateAutoScalingGroupType, 'LaunchTemplate' | 'LaunchConfigurationName' | 'MixedInstancesPolicy' | 'InstanceId'>
>;

/** What the instances of a group are launched from; exactly one of AWS's ways must be given. */
export const sourceFor = (place: Place, input: Launchable): Source => {
  const { LaunchTemplate, LaunchConfigurationName, MixedInstancesPolicy, InstanceId } = input;
  const given = [LaunchTemplate, LaunchConfigurationName, MixedInstancesPolicy].filter((one) => one !== undefined);
  if (InstanceId !== undefined) throw unsupportedInSandbox('groups made from an instance are not simulated');
  if (given.length !== 1)
    refuse(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  if (LaunchConfigurationName !== undefined) {
    if (configurationsIn(place).get(LaunchConfigurationName) === undefined)
      refuse(`Launch configuration name not found - Launch configuration ${LaunchConfigurationName} not found`);
    return { launchConfiguration: LaunchConfigurationName };
  }
  const template = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  if (template === undefined) return refuse('Launch template specification must be specified');
  return {
    template: templateOf(place, template),
    ...(MixedInstancesPolicy && {
      mixed: JSON.parse(JSON.stringify(MixedInstancesPolicy)) as typeof MixedInstancesPolicy,
    }),
  };
};
