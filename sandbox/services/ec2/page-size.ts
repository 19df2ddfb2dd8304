import { AwsFailure } from '../operation.js';

/** Refuses page sizes below EC2's least of 5. */
export const pageSize = (max: number | undefined): number | undefined => {
  if (max !== undefined && max < 5)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Value ( ${max} ) for parameter maxResults is invalid. Expecting a value greater than 5.`,
    );
  return max;
};

/** Where AWS refuses a page size above 1000 (DescribeInstances). */
export const strictPageSize = (max: number | undefined): number | undefined => {
  if (max !== undefined && max > 1000)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Value ( ${max} ) for parameter maxResults is invalid. Expecting a value smaller than 1000.`,
    );
  return pageSize(max);
};

/** Where AWS gives 1000 to those who ask for more (DescribeVolumes, DescribeSnapshots). */
export const lenientPageSize = (max: number | undefined): number | undefined =>
  max === undefined ? undefined : Math.min(1000, pageSize(max) ?? max);
