import type {
  GetBucketVersioningOutput,
  GetBucketVersioningRequest,
  GetObjectLockConfigurationOutput,
  GetObjectLockConfigurationRequest,
  ObjectLockRule,
  PutBucketVersioningRequest,
  PutObjectLockConfigurationRequest,
} from '@aws-sdk/client-s3';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { invalidArgument, malformedXml } from './failures.js';
import { bucketOf, updateBucket } from './find-bucket.js';
import { onBucket } from './needs.js';
import type { DefaultRetention } from './records.js';

/** The longest default retention ("S3 Object Lock", Amazon S3 User Guide): 100 years. */
const MOST = { days: 36_500, years: 100 } as const;

const retentionIn = (rule: ObjectLockRule | undefined): DefaultRetention | undefined => {
  if (rule === undefined) return undefined;
  const { Mode: mode, Days: days, Years: years } = rule.DefaultRetention ?? {};
  if (mode === undefined || (days === undefined) === (years === undefined)) throw malformedXml();
  if ((days ?? 1) < 1 || (years ?? 1) < 1)
    throw invalidArgument('Default retention period must be a positive integer value.');
  if ((days ?? 0) > MOST.days || (years ?? 0) > MOST.years)
    throw invalidArgument('Default retention period too large!');
  return { mode, ...(days !== undefined && { days }), ...(years !== undefined && { years }) };
};

const invalidState = (message: string): AwsFailure => new AwsFailure('InvalidBucketState', message, 409);

/** Put/GetObjectLockConfiguration, Put/GetBucketVersioning. */
export const lockConfigurationOperations: Operations = {
  PutObjectLockConfiguration: operation<PutObjectLockConfigurationRequest, object>((call, input) => {
    const bucket = bucketOf(call, input);
    const { ObjectLockEnabled, Rule } = input.ObjectLockConfiguration ?? {};
    if (ObjectLockEnabled !== 'Enabled') throw malformedXml();
    if (bucket.versioning !== 'Enabled')
      throw invalidState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
    const retention = retentionIn(Rule);
    updateBucket(call, bucket, { lock: { ...(retention && { retention }) } });
    return {};
  }, onBucket('PutBucketObjectLockConfiguration')),

  GetObjectLockConfiguration: operation<GetObjectLockConfigurationRequest, GetObjectLockConfigurationOutput>(
    (call, input) => {
      const { lock, name } = bucketOf(call, input);
      if (lock === undefined)
        throw new AwsFailure(
          'ObjectLockConfigurationNotFoundError',
          'Object Lock configuration does not exist for this bucket',
          404,
          { BucketName: name },
        );
      const { mode, days, years } = lock.retention ?? {};
      const DefaultRetention = {
        ...(mode !== undefined && { Mode: mode }),
        ...(days !== undefined && { Days: days }),
        ...(years !== undefined && { Years: years }),
      };
      return {
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          ...(lock.retention && { Rule: { DefaultRetention } }),
        },
      };
    },
    onBucket('GetBucketObjectLockConfiguration'),
  ),

  PutBucketVersioning: operation<PutBucketVersioningRequest, object>((call, input) => {
    const bucket = bucketOf(call, input);
    const { Status, MFADelete } = input.VersioningConfiguration ?? {};
    if (MFADelete === 'Enabled') throw notSimulated('MFA delete');
    if (Status === undefined)
      throw new AwsFailure('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
    if (Status === 'Suspended' && bucket.lock !== undefined)
      throw invalidState(
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      );
    updateBucket(call, bucket, { versioning: Status });
    return {};
  }, onBucket('PutBucketVersioning')),

  GetBucketVersioning: operation<GetBucketVersioningRequest, GetBucketVersioningOutput>((call, input) => {
    const { versioning } = bucketOf(call, input);
    return versioning === undefined ? {} : { Status: versioning };
  }, onBucket('GetBucketVersioning')),
};
