import { afterAll, expect, test } from '@jest/globals';
import type { CreateKeyResponse } from '@aws-sdk/client-kms';
import { authorizer } from '../../../../sandbox/services/iam/authorizer.js';
import { kms } from '../../../../sandbox/services/kms/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { openS3Bench } from './s3-bench.js';

const bench = openS3Bench(authorizer([s3, kms]));
afterAll(() => bench.close());

const newKey = (): string => bench.call<CreateKeyResponse>(kms, 'CreateKey').KeyMetadata?.Arn ?? '';
const encrypted = (SSEKMSKeyId?: string) => ({
  ServerSideEncryption: 'aws:kms',
  ...(SSEKMSKeyId !== undefined && { SSEKMSKeyId }),
});

test('an object under a key of KMS is as readable as its key', () => {
  const Bucket = bench.bucket();
  const KeyId = newKey();
  const { ETag } = bench.put(Bucket, 'a', 'hello', encrypted(KeyId));
  expect(ETag).not.toBe('"5d41402abc4b2a76b9719d911017c592"');
  expect(bench.call(s3, 'HeadObject', { Bucket, Key: 'a' })).toMatchObject(encrypted(KeyId));
  expect(bench.text(Bucket, 'a')).toBe('hello');
  bench.call(kms, 'DisableKey', { KeyId });
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a' })).toBe('KMS.DisabledException');
  expect(bench.refusal(s3, 'PutObject', { Bucket, Key: 'b', ...encrypted(KeyId) })).toBe('KMS.DisabledException');
  bench.call(s3, 'HeadObject', { Bucket, Key: 'a' });
  bench.call(kms, 'ScheduleKeyDeletion', { KeyId });
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a' })).toBe('KMS.KMSInvalidStateException');
});

test('a key that is not there encrypts nothing', () => {
  const Bucket = bench.bucket();
  expect(bench.refusal(s3, 'PutObject', { Bucket, Key: 'a', ...encrypted('alias/none') })).toBe(
    'KMS.NotFoundException',
  );
  expect(bench.refusal(s3, 'PutObject', { Bucket, Key: 'a', SSEKMSKeyId: newKey() })).toBe('InvalidArgument');
});

test('a bucket encrypts by its default, under its key or the one of AWS', () => {
  const Bucket = bench.bucket();
  const setDefault = (KMSMasterKeyID?: string): void => {
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', ...(KMSMasterKeyID && { KMSMasterKeyID }) };
    const Rules = [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }];
    bench.call(s3, 'PutBucketEncryption', { Bucket, ServerSideEncryptionConfiguration: { Rules } });
  };
  const KeyId = newKey();
  setDefault(KeyId);
  expect(bench.put(Bucket, 'a')).toMatchObject({ ...encrypted(KeyId), BucketKeyEnabled: true });
  setDefault();
  const { SSEKMSKeyId } = bench.put(Bucket, 'b');
  expect(bench.call(kms, 'DescribeKey', { KeyId: 'alias/aws/s3' })).toMatchObject({
    KeyMetadata: { Arn: SSEKMSKeyId, KeyManager: 'AWS' },
  });
  expect(bench.text(Bucket, 'b')).toBe('content');
  bench.call(s3, 'DeleteBucketEncryption', { Bucket });
  expect(bench.put(Bucket, 'c')).toMatchObject({ ServerSideEncryption: 'AES256' });
});

test('another account that may read the object must be let at its key too', () => {
  const account = '444455556666';
  const arn = `arn:aws:iam::${account}:root`;
  const stranger: Caller = { ...bench.caller, account, arn, userId: account };
  const Bucket = bench.bucket();
  const KeyId = newKey();
  bench.put(Bucket, 'a', 'hello', encrypted(KeyId));
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: arn }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
    ],
  });
  bench.call(s3, 'PutBucketPolicy', { Bucket, Policy });
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a' }, stranger)).toBe('AccessDenied');
  bench.call(kms, 'CreateGrant', { KeyId, GranteePrincipal: arn, Operations: ['Decrypt'] });
  bench.call(s3, 'GetObject', { Bucket, Key: 'a' }, stranger);
});
