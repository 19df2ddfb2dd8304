import type {
  CreateLaunchConfigurationType,
  LaunchConfiguration,
  LaunchConfigurationNamesType,
  LaunchConfigurationNameType,
  LaunchConfigurationsType,
} from '@aws-sdk/client-auto-scaling';
import type { Table } from '../../world/store.js';
import { uuid } from '../ids.js';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { groupsIn } from './records.js';

/** A launch configuration: the request as it came, and when. */
export type ConfigurationRecord = {
  readonly arn: string;
  readonly createdAt: number;
  readonly input: CreateLaunchConfigurationType;
};

export const configurationsIn = (place: Place): Table<ConfigurationRecord> =>
  place.world.table('autoscaling.launchConfigurations', place);

const shown = ({ arn, createdAt, input }: ConfigurationRecord): LaunchConfiguration => ({
  ...input,
  LaunchConfigurationName: input.LaunchConfigurationName,
  LaunchConfigurationARN: arn,
  ImageId: input.ImageId,
  InstanceType: input.InstanceType,
  KeyName: input.KeyName ?? '',
  SecurityGroups: input.SecurityGroups ?? [],
  UserData: input.UserData ?? '',
  KernelId: '',
  RamdiskId: '',
  BlockDeviceMappings: input.BlockDeviceMappings ?? [],
  InstanceMonitoring: { Enabled: input.InstanceMonitoring?.Enabled ?? true },
  EbsOptimized: input.EbsOptimized ?? false,
  CreatedTime: new Date(createdAt),
});

const needs =
  (action: string) =>
  (call: Call, { LaunchConfigurationName: name = '' }: { readonly LaunchConfigurationName?: string | undefined }) => [
    {
      action: `autoscaling:${action}`,
      resources: [
        configurationsIn(call).get(name)?.arn ??
          `arn:aws:autoscaling:${call.region}:${call.account}:launchConfiguration:*:launchConfigurationName/${name}`,
      ],
    },
  ];

/** CreateLaunchConfiguration, DescribeLaunchConfigurations, DeleteLaunchConfiguration. */
export const launchConfigurationOperations: Operations = {
  CreateLaunchConfiguration: operation<CreateLaunchConfigurationType, object>((call, input) => {
    const { LaunchConfigurationName: name = '', ImageId, InstanceType, InstanceId } = input;
    if (configurationsIn(call).get(name) !== undefined)
      throw new AwsFailure(
        'AlreadyExists',
        `Launch Configuration by this name already exists - A launch configuration already exists with the name ${name}`,
      );
    if (InstanceId !== undefined)
      throw unsupportedInSandbox('launch configurations made from an instance are not simulated');
    if (ImageId === undefined || InstanceType === undefined)
      throw new AwsFailure(
        'ValidationError',
        'Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType parameters.',
      );
    configurationsIn(call).put(name, {
      arn: `arn:aws:autoscaling:${call.region}:${call.account}:launchConfiguration:${uuid()}:launchConfigurationName/${name}`,
      createdAt: call.world.clock.now(),
      input: JSON.parse(JSON.stringify(input)) as CreateLaunchConfigurationType,
    });
    return {};
  }, needs('CreateLaunchConfiguration')),

  DescribeLaunchConfigurations: operation<LaunchConfigurationNamesType, LaunchConfigurationsType>(
    (call, { LaunchConfigurationNames = [], MaxRecords, NextToken }) => {
      const found = configurationsIn(call)
        .all()
        .filter(
          ({ input }) =>
            LaunchConfigurationNames.length === 0 ||
            LaunchConfigurationNames.includes(input.LaunchConfigurationName ?? ''),
        );
      const { items, next } = page(found, { max: MaxRecords, token: NextToken, usual: 50 });
      return { LaunchConfigurations: items.map(shown), ...(next && { NextToken: next }) };
    },
  ),

  DeleteLaunchConfiguration: operation<LaunchConfigurationNameType, object>(
    (call, { LaunchConfigurationName: name = '' }) => {
      if (configurationsIn(call).get(name) === undefined)
        throw new AwsFailure(
          'ValidationError',
          `Launch configuration name not found - Launch configuration ${name} not found`,
        );
      if (
        groupsIn(call)
          .all()
          .some(({ source }) => source.launchConfiguration === name)
      )
        throw new AwsFailure(
          'ResourceInUse',
          `Cannot delete launch configuration ${name} because it is attached to an AutoScalingGroup`,
        );
      configurationsIn(call).delete(name);
      return {};
    },
    needs('DeleteLaunchConfiguration'),
  ),
};
