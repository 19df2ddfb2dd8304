import { createHash } from 'node:crypto';
import type { World } from '../../world/world.js';
import { AwsFailure, type Call } from '../operation.js';
import { accessDenied, noSuchBucket } from './failures.js';
import { buckets, type BucketRecord } from './records.js';

/** What nearly every request to S3 has. */
export type OnBucket = {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
};

/** The bucket of a request: NoSuchBucket, or PermanentRedirect when it is in another Region. */
export const bucketOf = (call: Call, { Bucket = '', ExpectedBucketOwner }: OnBucket): BucketRecord => {
  const bucket = bucketAnywhere(call.world, { Bucket, ExpectedBucketOwner });
  if (bucket.region !== call.region)
    throw new AwsFailure(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
        'Please send all future requests to this endpoint.',
      301,
      { Endpoint: `${Bucket}.s3.${bucket.region}.amazonaws.com`, Bucket },
      { 'x-amz-bucket-region': bucket.region },
    );
  return bucket;
};

/** The bucket of a request that any Region answers. */
export const bucketAnywhere = (world: World, { Bucket = '', ExpectedBucketOwner }: OnBucket): BucketRecord => {
  const bucket = buckets(world).get(Bucket);
  if (bucket === undefined) throw noSuchBucket({ BucketName: Bucket });
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== bucket.account) throw accessDenied();
  return bucket;
};

/** The Region of the bucket in a path-style path; that of S3's first endpoint when there is none. */
export const regionOfBucket = (world: World, path: string): string =>
  buckets(world).get(path.split('/')[1] ?? '')?.region ?? 'us-east-1';

/** Changes a bucket's row. */
export const updateBucket = (call: Call, bucket: BucketRecord, change: Partial<BucketRecord>): void =>
  void buckets(call.world).put(bucket.name, { ...bucket, ...change });

/** The id by which S3 names an account in owners and ACLs. */
export const canonicalId = (account: string): string => createHash('sha256').update(`s3 ${account}`).digest('hex');
