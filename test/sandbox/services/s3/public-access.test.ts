import { afterAll, expect, test } from '@jest/globals';
import type { GetBucketPolicyStatusOutput } from '@aws-sdk/client-s3';
import { authorizer } from '../../../../sandbox/services/iam/authorizer.js';
import { kms } from '../../../../sandbox/services/kms/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { s3control } from '../../../../sandbox/services/s3/control.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { ACCOUNT } from '../harness.js';
import { openS3Bench } from './s3-bench.js';

const bench = openS3Bench(authorizer([s3, kms]));
afterAll(() => bench.close());

const stranger: Caller = {
  ...bench.caller,
  account: '444455556666',
  arn: 'arn:aws:iam::444455556666:root',
  userId: '444455556666',
};

const OFF = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
const block = (Bucket: string, settings: object): void =>
  void bench.call(s3, 'PutPublicAccessBlock', { Bucket, PublicAccessBlockConfiguration: { ...OFF, ...settings } });
const policy = (Bucket: string, statement: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: `arn:aws:s3:::${Bucket}/*`,
        ...statement,
      },
    ],
  });
const setPolicy = (Bucket: string, statement: object = {}): void =>
  void bench.call(s3, 'PutBucketPolicy', { Bucket, Policy: policy(Bucket, statement) });
const isPublic = (Bucket: string): boolean | undefined =>
  bench.call<GetBucketPolicyStatusOutput>(s3, 'GetBucketPolicyStatus', { Bucket }).PolicyStatus?.IsPublic;

test('a public policy is refused while public policies are blocked, by the bucket or the account', () => {
  const Bucket = bench.bucket();
  expect(bench.refusal(s3, 'PutBucketPolicy', { Bucket, Policy: policy(Bucket) })).toBe('AccessDenied');
  block(Bucket, {});
  setPolicy(Bucket);
  expect(isPublic(Bucket)).toBe(true);
  const account = { AccountId: ACCOUNT };
  const PublicAccessBlockConfiguration = { ...OFF, BlockPublicPolicy: true };
  bench.call(s3control, 'PutPublicAccessBlock', { ...account, PublicAccessBlockConfiguration });
  expect(bench.refusal(s3, 'PutBucketPolicy', { Bucket, Policy: policy(Bucket) })).toBe('AccessDenied');
  expect(bench.call(s3control, 'GetPublicAccessBlock', account)).toEqual({ PublicAccessBlockConfiguration });
  bench.call(s3control, 'DeletePublicAccessBlock', account);
  expect(bench.refusal(s3control, 'GetPublicAccessBlock', account)).toBe('NoSuchPublicAccessBlockConfiguration');
  setPolicy(Bucket);
});

test('a policy is public when it lets in anyone whom nothing fixed narrows', () => {
  const Bucket = bench.bucket();
  block(Bucket, {});
  const cases: readonly (readonly [statement: object, open: boolean])[] = [
    [{ Principal: { AWS: '*' } }, true],
    [{ Principal: { AWS: `arn:aws:iam::444455556666:root` } }, false],
    [{ Principal: { Service: 'cloudtrail.amazonaws.com' } }, false],
    [{ Effect: 'Deny' }, false],
    [{ Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }, false],
    [{ Condition: { StringLike: { 'aws:SourceVpce': 'vpce-*' } } }, true],
    [{ Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }, true],
    [{ Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } }, false],
    [{ Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } } }, true],
    [{ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, true],
    [{ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } }, false],
  ];
  for (const [statement, open] of cases) {
    setPolicy(Bucket, statement);
    expect([statement, isPublic(Bucket)]).toEqual([statement, open]);
  }
});

test('another account gets in by the bucket’s policy only, and not by a public one that is restricted', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'a', 'hello');
  const get = { Bucket, Key: 'a' };
  expect(bench.refusal(s3, 'GetObject', get, stranger)).toBe('AccessDenied');
  block(Bucket, {});
  setPolicy(Bucket);
  expect(bench.call(s3, 'GetObject', get, stranger)).toMatchObject({ ContentLength: 5 });
  block(Bucket, { RestrictPublicBuckets: true });
  expect(bench.refusal(s3, 'GetObject', get, stranger)).toBe('AccessDenied');
  expect(bench.text(Bucket, 'a')).toBe('hello');
  setPolicy(Bucket, { Principal: { AWS: stranger.account } });
  bench.call(s3, 'GetObject', get, stranger);
});

test('who may not list a bucket is not told that a key is missing', () => {
  const Bucket = bench.bucket();
  setPolicy(Bucket, { Principal: { AWS: stranger.account } });
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'none' }, stranger)).toBe('AccessDenied');
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'none' })).toBe('NoSuchKey');
});

test('a Deny with a condition denies what the condition is about, and nothing else', () => {
  const Bucket = bench.bucket();
  setPolicy(Bucket, {
    Effect: 'Deny',
    Action: 's3:PutObject',
    Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
  });
  expect(bench.refusal(s3, 'PutObject', { Bucket, Key: 'a', Body: Buffer.from('x') })).toBe('AccessDenied');
  bench.put(Bucket, 'a', 'x', { ServerSideEncryption: 'aws:kms' });
  setPolicy(Bucket, {
    Effect: 'Deny',
    Action: 's3:*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
  expect(bench.text(Bucket, 'a')).toBe('x');
});

test('root of the bucket’s account changes a policy that denies it everything', () => {
  const Bucket = bench.bucket();
  setPolicy(Bucket, {
    Effect: 'Deny',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  });
  expect(bench.refusal(s3, 'HeadBucket', { Bucket })).toBe('AccessDenied');
  bench.call(s3, 'DeleteBucketPolicy', { Bucket });
  bench.call(s3, 'HeadBucket', { Bucket });
});

test('what is no policy of this bucket is malformed', () => {
  const Bucket = bench.bucket();
  for (const Policy of [
    'nonsense',
    '{}',
    policy(Bucket, { Principal: undefined }),
    policy(Bucket, { Principal: { AWS: 'someone' } }),
    policy(Bucket, { Resource: 'arn:aws:s3:::another/*' }),
    policy(Bucket, { Action: 'ec2:RunInstances' }),
    policy(Bucket, { Action: 's3:ListBucket' }),
    policy(Bucket, { Effect: 'Maybe' }),
    policy(Bucket, { Condition: { Sounds: { 'aws:SourceIp': '1.2.3.4' } } }),
  ])
    expect([Policy, bench.refusal(s3, 'PutBucketPolicy', { Bucket, Policy })]).toEqual([Policy, 'MalformedPolicy']);
});

test('public ACLs count where a bucket has ACLs, and are refused or ignored where that is asked for', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'a');
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] };
  bench.call(s3, 'PutBucketOwnershipControls', { Bucket, OwnershipControls });
  expect(bench.refusal(s3, 'PutBucketAcl', { Bucket, ACL: 'public-read' })).toBe('AccessDenied');
  block(Bucket, {});
  bench.call(s3, 'PutBucketAcl', { Bucket, ACL: 'public-read' });
  bench.call(s3, 'PutObjectAcl', { Bucket, Key: 'a', ACL: 'public-read' });
  bench.call(s3, 'ListObjectsV2', { Bucket }, stranger);
  bench.call(s3, 'GetObject', { Bucket, Key: 'a' }, stranger);
  block(Bucket, { IgnorePublicAcls: true });
  expect(bench.refusal(s3, 'ListObjectsV2', { Bucket }, stranger)).toBe('AccessDenied');
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a' }, stranger)).toBe('AccessDenied');
});
