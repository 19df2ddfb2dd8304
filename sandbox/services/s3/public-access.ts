import type { GetPublicAccessBlockOutput, PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import type { Table } from '../../world/store.js';
import type { World } from '../../world/world.js';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { bucketOf, updateBucket, type OnBucket } from './find-bucket.js';
import { onBucket } from './needs.js';
import type { BucketRecord, PublicAccess } from './records.js';

/** The setting of each account, for all of its buckets. */
export const accountSettings = (world: World): Table<PublicAccess> => world.table('s3.accountPublicAccess');

/** Settings as they are stored; what is not said is off. */
export const settingsFrom = (input: PublicAccessBlockConfiguration = {}): PublicAccess => ({
  blockAcls: input.BlockPublicAcls ?? false,
  ignoreAcls: input.IgnorePublicAcls ?? false,
  blockPolicy: input.BlockPublicPolicy ?? false,
  restrict: input.RestrictPublicBuckets ?? false,
});

/** Settings as S3 shows them. */
export const shownSettings = (settings: PublicAccess): Required<PublicAccessBlockConfiguration> => ({
  BlockPublicAcls: settings.blockAcls,
  IgnorePublicAcls: settings.ignoreAcls,
  BlockPublicPolicy: settings.blockPolicy,
  RestrictPublicBuckets: settings.restrict,
});

/** What is in force for a bucket: what its account or it itself has switched on. */
export const inForce = (world: World, bucket: BucketRecord): PublicAccess => {
  const off = settingsFrom();
  const [account, own] = [accountSettings(world).get(bucket.account) ?? off, bucket.publicAccess ?? off];
  return {
    blockAcls: account.blockAcls || own.blockAcls,
    ignoreAcls: account.ignoreAcls || own.ignoreAcls,
    blockPolicy: account.blockPolicy || own.blockPolicy,
    restrict: account.restrict || own.restrict,
  };
};

/** The error for a setting that is not there, of a bucket or an account. */
export const noSettings = (): AwsFailure =>
  new AwsFailure('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', 404);

type PutInput = OnBucket & { readonly PublicAccessBlockConfiguration?: PublicAccessBlockConfiguration | undefined };

/** Put/Get/DeletePublicAccessBlock of a bucket. */
export const publicAccessOperations: Operations = {
  PutPublicAccessBlock: operation<PutInput, object>((call, input) => {
    const publicAccess = settingsFrom(input.PublicAccessBlockConfiguration);
    updateBucket(call, bucketOf(call, input), { publicAccess });
    return {};
  }, onBucket('PutBucketPublicAccessBlock')),

  GetPublicAccessBlock: operation<OnBucket, GetPublicAccessBlockOutput>((call, input) => {
    const { publicAccess } = bucketOf(call, input);
    if (publicAccess === undefined) throw noSettings();
    return { PublicAccessBlockConfiguration: shownSettings(publicAccess) };
  }, onBucket('GetBucketPublicAccessBlock')),

  DeletePublicAccessBlock: operation<OnBucket, object>((call, input) => {
    const { publicAccess: _, ...bucket } = bucketOf(call, input);
    updateBucket(call, bucket, {});
    return {};
  }, onBucket('PutBucketPublicAccessBlock')),
};
