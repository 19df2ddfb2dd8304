import { afterAll, expect, test } from '@jest/globals';
import type { GetBucketLocationOutput, ListBucketsOutput } from '@aws-sdk/client-s3';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { authorize } from '../../../../sandbox/services/iam/authorize.js';
import { perform } from '../../../../sandbox/services/perform.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { REGION } from '../harness.js';
import { openS3Bench } from './s3-bench.js';

const bench = openS3Bench();
afterAll(() => bench.close());

const stranger: Caller = { ...bench.caller, account: '444455556666', arn: 'arn:aws:iam::444455556666:root' };
const here = { CreateBucketConfiguration: { LocationConstraint: REGION } };

const elsewhere = (operation: string, input: Record<string, unknown>): unknown =>
  perform(bench.world, () => undefined, {
    service: s3,
    operation,
    input,
    region: 'us-east-1',
    caller: bench.caller,
    requestId: 'elsewhere',
    sourceIp: '198.51.100.7',
  });

test('a bucket’s name is taken for everyone, and its owner is told so', () => {
  const Bucket = bench.bucket();
  expect(bench.refusal(s3, 'CreateBucket', { Bucket, ...here })).toBe('BucketAlreadyOwnedByYou');
  expect(bench.refusal(s3, 'CreateBucket', { Bucket, ...here }, stranger)).toBe('BucketAlreadyExists');
});

test('a name is taken for everyone also by a bucket whose policy says nothing about them', () => {
  const asked = {
    service: s3,
    operation: 'CreateBucket',
    input: { Bucket: bench.bucket(), ...here },
    region: REGION,
    caller: stranger,
    requestId: 'again',
    sourceIp: '198.51.100.7',
  };
  expect(() => perform(bench.world, authorize, asked)).toThrow(
    expect.objectContaining({ code: 'BucketAlreadyExists', status: 409 }),
  );
});

test('whoever asks in the wrong Region is told the right one', () => {
  const Bucket = bench.bucket();
  expect(() => elsewhere('HeadBucket', { Bucket })).toThrow(
    expect.objectContaining({ code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': REGION } }),
  );
});

test('names that S3 forbids are refused', () => {
  for (const Bucket of ['ab', 'Evidence', '192.168.5.4', 'a..b', 'xn--a', 'x-s3alias', '-abc', 'a'.repeat(64)])
    expect(bench.refusal(s3, 'CreateBucket', { Bucket, ...here })).toBe('InvalidBucketName');
});

test('a bucket is made in the Region of the request, which it must name', () => {
  expect(bench.refusal(s3, 'CreateBucket', { Bucket: 'nowhere-1' })).toBe('IllegalLocationConstraintException');
  elsewhere('CreateBucket', { Bucket: 'first-region' });
  expect(elsewhere('GetBucketLocation', { Bucket: 'first-region' })).toEqual({});
  const Bucket = bench.bucket();
  expect(bench.call<GetBucketLocationOutput>(s3, 'GetBucketLocation', { Bucket }).LocationConstraint).toBe(REGION);
  expect(bench.refusal(s3, 'HeadBucket', { Bucket: 'first-region' })).toBe('PermanentRedirect');
});

test('a bucket that is not there, or not whose the request expects, is refused', () => {
  expect(bench.refusal(s3, 'HeadBucket', { Bucket: 'nobodys' })).toBe('NoSuchBucket');
  const Bucket = bench.bucket();
  expect(bench.refusal(s3, 'HeadBucket', { Bucket, ExpectedBucketOwner: '444455556666' })).toBe('AccessDenied');
});

test('an account lists its own buckets only, page by page', () => {
  const names = [bench.bucket({ as: stranger }), bench.bucket({ as: stranger }), bench.bucket({ as: stranger })];
  const first = bench.call<ListBucketsOutput>(s3, 'ListBuckets', { MaxBuckets: 2 }, stranger);
  const rest = bench.call<ListBucketsOutput>(
    s3,
    'ListBuckets',
    { ContinuationToken: first.ContinuationToken },
    stranger,
  );
  expect([...(first.Buckets ?? []), ...(rest.Buckets ?? [])].map(({ Name }) => Name)).toEqual(names);
  expect(rest.ContinuationToken).toBeUndefined();
});

test('a bucket is deleted only when no version and no delete marker is left in it', () => {
  const Bucket = bench.bucket({ versioned: true });
  const { VersionId } = bench.put(Bucket, 'a');
  const marker = bench.call<{ VersionId: string }>(s3, 'DeleteObject', { Bucket, Key: 'a' });
  expect(bench.refusal(s3, 'DeleteBucket', { Bucket })).toBe('BucketNotEmpty');
  for (const id of [VersionId, marker.VersionId]) bench.call(s3, 'DeleteObject', { Bucket, Key: 'a', VersionId: id });
  bench.call(s3, 'DeleteBucket', { Bucket });
  expect(bench.refusal(s3, 'HeadBucket', { Bucket })).toBe('NoSuchBucket');
});

test('a new bucket blocks public access, has no ACLs and encrypts', () => {
  const Bucket = bench.bucket();
  expect(bench.call(s3, 'GetPublicAccessBlock', { Bucket })).toEqual({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });
  expect(bench.call(s3, 'GetBucketOwnershipControls', { Bucket })).toMatchObject({
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  expect(bench.call(s3, 'GetBucketEncryption', { Bucket })).toMatchObject({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
    },
  });
  expect(bench.refusal(s3, 'PutBucketAcl', { Bucket, ACL: 'public-read' })).toBe('AccessControlListNotSupported');
  expect(bench.refusal(s3, 'PutObject', { Bucket, Key: 'a', ACL: 'public-read' })).toBe(
    'AccessControlListNotSupported',
  );
});

test('what a bucket was set to is what it says, and what was never set is an error of its own', () => {
  const Bucket = bench.bucket();
  const target = bench.bucket();
  expect(bench.refusal(s3, 'GetBucketTagging', { Bucket })).toBe('NoSuchTagSet');
  expect(bench.refusal(s3, 'GetBucketLifecycleConfiguration', { Bucket })).toBe('NoSuchLifecycleConfiguration');
  expect(bench.refusal(s3, 'GetBucketPolicy', { Bucket })).toBe('NoSuchBucketPolicy');
  const TagSet = [{ Key: 'case', Value: '7' }];
  bench.call(s3, 'PutBucketTagging', { Bucket, Tagging: { TagSet } });
  expect(bench.call(s3, 'GetBucketTagging', { Bucket })).toEqual({ TagSet });
  const LoggingEnabled = { TargetBucket: target, TargetPrefix: 'logs/' };
  bench.call(s3, 'PutBucketLogging', { Bucket, BucketLoggingStatus: { LoggingEnabled } });
  expect(bench.call(s3, 'GetBucketLogging', { Bucket })).toEqual({ LoggingEnabled });
  const toNowhere = { LoggingEnabled: { TargetBucket: 'nobodys', TargetPrefix: '' } };
  expect(bench.refusal(s3, 'PutBucketLogging', { Bucket, BucketLoggingStatus: toNowhere })).toBe(
    'InvalidTargetBucketForLogging',
  );
  const EventBridgeConfiguration = {};
  bench.call(s3, 'PutBucketNotificationConfiguration', {
    Bucket,
    NotificationConfiguration: { EventBridgeConfiguration },
  });
  expect(bench.call(s3, 'GetBucketNotificationConfiguration', { Bucket })).toEqual({ EventBridgeConfiguration });
  const Rules = [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 9 } }];
  bench.call(s3, 'PutBucketLifecycleConfiguration', { Bucket, LifecycleConfiguration: { Rules } });
  expect(bench.call(s3, 'GetBucketLifecycleConfiguration', { Bucket })).toEqual({ Rules });
});
