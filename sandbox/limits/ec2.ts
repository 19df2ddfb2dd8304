import { ownBuckets } from './ec2-buckets.js';
import { isRead, type Charge, type Charges, type Limit } from './limit.js';

// "Request throttling for the Amazon EC2 API" (Amazon EC2 Developer Guide): the categories' buckets.
const READS: Limit = [100, 20];
const WIDE_READS: Limit = [50, 10];
const WRITES: Limit = [50, 5];

/** Reads that take from a smaller bucket when neither filtered nor paginated. */
const COSTLY_WHEN_WIDE = new Set([
  'DescribeInstances',
  'DescribeInstanceStatus',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroups',
  'DescribeSnapshots',
  'DescribeSpotInstanceRequests',
  'DescribeVolumes',
]);

/** The same page: tokens taken per instance, on top of the request's own. */
const PER_INSTANCE: Readonly<Record<string, Limit>> = {
  RunInstances: [1000, 2],
  StartInstances: [1000, 2],
  StopInstances: [1000, 20],
  TerminateInstances: [1000, 20],
};

/** Request tokens of every EC2 operation, and resource tokens of those that act on many instances. */
export const ec2Charges: Charges = ({ operation, input }) => {
  const perInstance = PER_INSTANCE[operation];
  const request = requestCharge(operation, input);
  return perInstance === undefined
    ? [request]
    : [request, { bucket: `${operation}:instances`, limit: perInstance, tokens: instancesIn(input) }];
};

const requestCharge = (operation: string, input: Readonly<Record<string, unknown>>): Charge => {
  if (COSTLY_WHEN_WIDE.has(operation) && !isNarrowed(input))
    return { bucket: `${operation}:unfiltered`, limit: WIDE_READS, tokens: 1 };
  const limit = ownBuckets.get(operation) ?? (isRead(operation) ? READS : WRITES);
  return { bucket: operation, limit, tokens: 1 };
};

const isNarrowed = (input: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(input).some(
    ([name, value]) =>
      value !== undefined &&
      (name === 'Filters' || name === 'MaxResults' || name === 'NextToken' || /Ids?$/.test(name)),
  );

const instancesIn = (input: Readonly<Record<string, unknown>>): number => {
  const { InstanceIds: ids, MaxCount: most } = input;
  if (Array.isArray(ids)) return ids.length;
  return typeof most === 'number' && most > 0 ? most : 1;
};
