import { randomBytes } from 'node:crypto';
import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { notSimulated } from '../../not-simulated.js';
import { AwsFailure } from '../../operation.js';
import type { ImageRecord } from '../images/image-records.js';
import type { InstanceTypeFacts } from './instance-type-facts.js';
import type { InstanceRecord } from '../records.js';

/** A RunInstances request whose launch template, if any, has been merged into it. */
export type LaunchRequest = Omit<RunInstancesRequest, 'DryRun' | 'LaunchTemplate' | 'TagSpecifications'>;

/** How many instances a request makes: as many as it allows. */
export const countOf = ({ MinCount = 1, MaxCount = 1 }: LaunchRequest): number => {
  if (MinCount < 1 || MaxCount < 1)
    throw new AwsFailure('InvalidParameterValue', 'Minimum and maximum instance count must be at least 1');
  if (MinCount > MaxCount)
    throw new AwsFailure(
      'InvalidParameterCombination',
      'Maximum instance count must not be smaller than minimum instance count',
    );
  return MaxCount;
};

/** Refuses an image that the type cannot run. */
export const checkArchitecture = (image: ImageRecord, type: InstanceTypeFacts): void => {
  if (image.architecture !== type.architecture)
    throw new AwsFailure(
      'InvalidParameterValue',
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
};

/** Whether the instances are Spot Instances, and of which kind of request. */
export const spotOf = ({
  InstanceMarketOptions: options,
}: LaunchRequest): Pick<InstanceRecord, 'spot' | 'spotRequest'> => {
  if (options?.MarketType === undefined) return { spot: false };
  if (options.MarketType !== 'spot') throw notSimulated(`Market type ${options.MarketType}`);
  const id = `sir-${randomBytes(4).toString('hex')}`;
  return { spot: true, spotRequest: { id, persistent: options.SpotOptions?.SpotInstanceType === 'persistent' } };
};

/** What protects the instances from launch on. */
export const protectionOf = (request: LaunchRequest, spot: boolean): Pick<InstanceRecord, 'termination' | 'stop'> => {
  for (const name of ['DisableApiTermination', 'DisableApiStop'] as const)
    if (spot && request[name] === true)
      throw new AwsFailure(
        'UnsupportedOperation',
        `Modifying '${name.replace('D', 'd')}' is not supported for spot instances.`,
      );
  return {
    termination: { disabled: request.DisableApiTermination === true },
    stop: { disabled: request.DisableApiStop === true },
  };
};
