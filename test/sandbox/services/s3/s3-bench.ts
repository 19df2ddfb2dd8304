import { createHash } from 'node:crypto';
import type { GetObjectOutput, PutObjectOutput } from '@aws-sdk/client-s3';
import { kms } from '../../../../sandbox/services/kms/index.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import type { Authorize } from '../../../../sandbox/services/perform.js';
import { s3 } from '../../../../sandbox/services/s3/index.js';
import { openBench, REGION, type Bench } from '../harness.js';

/** What GetObject answers before it is written to a wire. */
export type Read = Omit<GetObjectOutput, 'Body'> & { readonly Body: Buffer };

/** A bench that plays S3 and KMS, with the calls that most tests need. */
export const openS3Bench = (authorize?: Authorize) => {
  const bench: Bench = openBench([s3, kms], authorize);
  let made = 0;
  return {
    ...bench,
    /** Makes a bucket, and what is asked of it, and gives its name. */
    bucket: ({
      versioned = false,
      locked = false,
      as,
    }: { versioned?: boolean; locked?: boolean; as?: Caller } = {}) => {
      const Bucket = `evidence-${++made}`;
      const CreateBucketConfiguration = { LocationConstraint: REGION };
      const input = { Bucket, CreateBucketConfiguration, ...(locked && { ObjectLockEnabledForBucket: true }) };
      bench.call(s3, 'CreateBucket', input, as);
      if (versioned) bench.call(s3, 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
      return Bucket;
    },
    put: (Bucket: string, Key: string, text = 'content', more: object = {}): PutObjectOutput =>
      bench.call(s3, 'PutObject', { Bucket, Key, Body: Buffer.from(text), ...more }),
    text: (Bucket: string, Key: string, more: object = {}): string =>
      bench.call<Read>(s3, 'GetObject', { Bucket, Key, ...more }).Body.toString(),
  };
};

/** The base64 of a digest. */
export const digest = (hash: string, data: string | Uint8Array): string =>
  createHash(hash).update(data).digest('base64');
