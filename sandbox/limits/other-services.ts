import { isRead, ownBucket, perSecond, type Charges, type Limit } from './limit.js';

/**
 * Where AWS publishes no numbers: of the size that EC2 has for its reads and writes, which is lower than what these
 * services are seen to bear. Whoever stays below it is safe.
 */
const UNPUBLISHED: { readonly reads: Limit; readonly writes: Limit } = { reads: [50, 10], writes: [50, 5] };

/** Operations of services without published limits. */
export const unpublishedCharges: Charges = ({ operation }) =>
  ownBucket(operation, isRead(operation) ? UNPUBLISHED.reads : UNPUBLISHED.writes);

/** "Quotas in AWS CloudTrail" (AWS CloudTrail User Guide): transactions per second. */
export const cloudTrailCharges: Charges = ({ operation }) =>
  ownBucket(operation, perSecond(operation === 'LookupEvents' ? 2 : isRead(operation) ? 10 : 1));

// AWS Security Hub API Reference, "Welcome": RateLimit and BurstLimit.
const SECURITY_HUB: Readonly<Record<string, Limit>> = {
  BatchEnableStandards: [1, 1],
  GetFindings: [6, 3],
  UpdateStandardsControl: [5, 1],
};

/** Security Hub's limits; all other operations have 10 requests a second with bursts of 30. */
export const securityHubCharges: Charges = ({ operation }) => ownBucket(operation, SECURITY_HUB[operation] ?? [30, 10]);

/** "IAM and AWS STS quotas" (IAM User Guide): 600 requests a second in an account and Region, all operations together. */
export const stsCharges: Charges = () => [{ bucket: 'all', limit: perSecond(600), tokens: 1 }];

/**
 * "Best practices design patterns: optimizing Amazon S3 performance" (Amazon S3 User Guide): 3,500 writes and 5,500
 * reads a second for a prefix. A bucket counts as one prefix here, as a new one does at AWS.
 */
export const s3Charges: Charges = (request) => {
  const { operation, input } = request;
  const { Bucket: bucket, Key: key } = input;
  if (typeof bucket !== 'string' || (key === undefined && !operation.startsWith('ListObject')))
    return unpublishedCharges(request);
  const reads = /^(Get|Head|List|Select)/.test(operation);
  return [{ bucket: `${bucket}:${reads ? 'reads' : 'writes'}`, limit: perSecond(reads ? 5500 : 3500), tokens: 1 }];
};

/** "AWS Systems Manager endpoints and quotas" (AWS General Reference): 40 a second for parameters, shared. */
export const ssmCharges: Charges = (request) =>
  /^GetParameters?(ByPath)?$/.test(request.operation)
    ? [{ bucket: 'parameters', limit: perSecond(40), tokens: 1 }]
    : unpublishedCharges(request);
