import type { VolumeType } from '@aws-sdk/client-ec2';
import { AwsFailure } from '../../operation.js';
import type { VolumeRecord } from './storage-records.js';

/** What can be chosen of a volume's performance. */
export type VolumeSpec = Pick<VolumeRecord, 'size' | 'type' | 'iops' | 'throughput'>;

type Range = readonly [least: number, most: number];

// "Amazon EBS volume types", Amazon EBS User Guide: GiB and IOPS.
const types: Readonly<Record<VolumeType, { readonly size: Range; readonly iops?: Range }>> = {
  gp2: { size: [1, 16_384] },
  gp3: { size: [1, 65_536], iops: [3_000, 80_000] },
  io1: { size: [4, 16_384], iops: [100, 64_000] },
  io2: { size: [4, 65_536], iops: [100, 256_000] },
  st1: { size: [125, 16_384] },
  sc1: { size: [125, 16_384] },
  standard: { size: [1, 1_024] },
};

const within = (value: number, [least, most]: Range): boolean => value >= least && value <= most;

type Asked = {
  readonly size: number;
  readonly type: VolumeType;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
};

/** A volume's size and performance as AWS completes and checks them. */
export const volumeSpec = ({ size, type, iops, throughput }: Asked): VolumeSpec => {
  const facts = types[type];
  if (size < facts.size[0])
    throw new AwsFailure(
      'InvalidParameterValue',
      `Volume of ${size}GiB is too small for volume type ${type}; minimum is ${facts.size[0]}GiB.`,
    );
  if (size > facts.size[1])
    throw new AwsFailure(
      'InvalidParameterValue',
      `Volume of ${size}GiB is too large for volume type ${type}; maximum is ${facts.size[1]}GiB.`,
    );
  if (throughput !== undefined && type !== 'gp3')
    throw new AwsFailure(
      'InvalidParameterCombination',
      `The parameter throughput is not supported for ${type} volumes.`,
    );
  if (throughput !== undefined && !within(throughput, [125, 2_000]))
    throw new AwsFailure('InvalidParameterValue', `Throughput of ${throughput} MiB/s is not between 125 and 2000.`);
  if (iops !== undefined && facts.iops === undefined)
    throw new AwsFailure('InvalidParameterCombination', `The parameter iops is not supported for ${type} volumes.`);
  if (iops !== undefined && facts.iops !== undefined && !within(iops, facts.iops))
    throw new AwsFailure(
      'InvalidParameterValue',
      `Volume iops of ${iops} is not between ${facts.iops[0]} and ${facts.iops[1]} for volume type ${type}.`,
    );
  if (iops === undefined && type.startsWith('io'))
    throw new AwsFailure('MissingParameter', `The parameter iops must be specified for ${type} volumes.`);
  return { size, type, ...performance(type, size, iops, throughput) };
};

const performance = (
  type: VolumeType,
  size: number,
  iops: number | undefined,
  throughput: number | undefined,
): Pick<VolumeSpec, 'iops' | 'throughput'> => {
  if (type === 'gp3') return { iops: iops ?? 3_000, throughput: throughput ?? 125 };
  if (type === 'gp2') return { iops: Math.max(100, Math.min(16_000, 3 * size)) };
  return iops === undefined ? {} : { iops };
};
