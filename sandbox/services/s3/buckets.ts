import type {
  DeleteBucketRequest,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
  HeadBucketOutput,
  HeadBucketRequest,
  ListBucketsOutput,
  ListBucketsRequest,
} from '@aws-sdk/client-s3';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { FIRST_REGION } from './create-bucket.js';
import { bucketAnywhere, bucketOf, canonicalId } from './find-bucket.js';
import { bucketArn, bucketNeed, onBucket } from './needs.js';
import { buckets, objectsIn } from './records.js';
import { byKey } from './listing.js';
import { dropUpload, uploadsIn } from './upload-records.js';

/** HeadBucket, ListBuckets, GetBucketLocation, DeleteBucket. */
export const bucketOperations: Operations = {
  HeadBucket: operation<HeadBucketRequest, HeadBucketOutput>((call, input) => {
    const { region, name } = bucketOf(call, input);
    return { BucketRegion: region, BucketArn: bucketArn(name), AccessPointAlias: false };
  }, onBucket('ListBucket')),

  ListBuckets: operation<ListBucketsRequest, ListBucketsOutput>(
    (call, { Prefix = '', BucketRegion, MaxBuckets, ContinuationToken }) => {
      const all = buckets(call.world)
        .all()
        .filter(({ account, name }) => account === call.account && name.startsWith(Prefix))
        .filter(({ region }) => BucketRegion === undefined || region === BucketRegion)
        .sort((a, b) => byKey(a.name, b.name));
      const { items, next } = page(all, {
        max: MaxBuckets,
        token: ContinuationToken,
        usual: 10_000,
        invalid: { code: 'InvalidArgument', message: 'The continuation token provided is incorrect' },
      });
      return {
        Buckets: items.map(({ name, createdAt, region }) => ({
          Name: name,
          CreationDate: new Date(createdAt),
          BucketRegion: region,
          BucketArn: bucketArn(name),
        })),
        Owner: { ID: canonicalId(call.account) },
        ...(Prefix !== '' && { Prefix }),
        ...(next && { ContinuationToken: next }),
      };
    },
    () => [{ action: 's3:ListAllMyBuckets', resources: ['*'] }],
  ),

  GetBucketLocation: operation<GetBucketLocationRequest, GetBucketLocationOutput>(
    (call, input) => {
      const { region } = bucketAnywhere(call.world, input);
      return region === FIRST_REGION ? {} : { LocationConstraint: region as never };
    },
    (call, input) => [bucketNeed('GetBucketLocation', bucketAnywhere(call.world, input))],
  ),

  DeleteBucket: operation<DeleteBucketRequest, object>((call, input) => {
    const { name } = bucketOf(call, input);
    if (objectsIn(call.world, name).all().length > 0)
      throw new AwsFailure(
        'BucketNotEmpty',
        'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
        409,
        { BucketName: name },
      );
    for (const { id } of uploadsIn(call.world, name).all()) dropUpload(call.world, name, id);
    buckets(call.world).delete(name);
    return {};
  }, onBucket('DeleteBucket')),
};
