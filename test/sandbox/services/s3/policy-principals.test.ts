import { afterAll, expect, test } from '@jest/globals';
import { authorizer } from '../../../../sandbox/services/iam/authorizer.js';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { kms } from '../../../../sandbox/services/kms/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { ACCOUNT } from '../harness.js';
import { openS3Bench } from './s3-bench.js';

const bench = openS3Bench(authorizer([s3, kms, iam]));
afterAll(() => bench.close());

const ARN = `arn:aws:iam::${ACCOUNT}:user/ana`;
const create = (): string =>
  bench.call<{ User: { UserId: string } }>(iam, 'CreateUser', { UserName: 'ana' }).User.UserId;
const ana = (userId: string): Caller => ({ account: ACCOUNT, accessKeyId: 'AKIAANA', arn: ARN, kind: 'user', userId });
const policyFor = (Resource: string, Action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: ARN }, Action, Resource },
      { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: Action.replace(/:.*/, ':*'), Resource },
    ],
  });

test('a policy names only who exists, and not who later has the same name', () => {
  const Bucket = bench.bucket();
  bench.put(Bucket, 'a');
  const Policy = policyFor(`arn:aws:s3:::${Bucket}/*`, 's3:GetObject');
  const KeyPolicy = policyFor('*', 'kms:DescribeKey');
  expect(bench.refusal(s3, 'PutBucketPolicy', { Bucket, Policy })).toBe('MalformedPolicy');
  expect(bench.refusal(kms, 'CreateKey', { Policy: KeyPolicy })).toBe('MalformedPolicyDocumentException');

  const first = create();
  bench.call(s3, 'PutBucketPolicy', { Bucket, Policy });
  const { KeyMetadata } = bench.call<{ KeyMetadata: { KeyId: string } }>(kms, 'CreateKey', { Policy: KeyPolicy });
  const { KeyId } = KeyMetadata;
  bench.call(s3, 'GetObject', { Bucket, Key: 'a' }, ana(first));
  bench.call(kms, 'DescribeKey', { KeyId }, ana(first));
  expect(bench.call(s3, 'GetBucketPolicy', { Bucket })).toEqual({ Policy });

  bench.call(iam, 'DeleteUser', { UserName: 'ana' });
  const second = create();
  expect(bench.refusal(s3, 'GetObject', { Bucket, Key: 'a' }, ana(second))).toBe('AccessDenied');
  expect(bench.refusal(kms, 'DescribeKey', { KeyId }, ana(second))).toBe('AccessDeniedException');
  expect(bench.call<{ Policy: string }>(s3, 'GetBucketPolicy', { Bucket }).Policy).toBe(Policy.replace(ARN, first));
  expect(bench.call<{ Policy: string }>(kms, 'GetKeyPolicy', { KeyId }).Policy).toBe(KeyPolicy.replace(ARN, first));
});
