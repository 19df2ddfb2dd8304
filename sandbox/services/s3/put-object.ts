import { createHash, randomBytes } from 'node:crypto';
import type { PutObjectOutput } from '@aws-sdk/client-s3';
import { operation, type Call, type Operations } from '../operation.js';
import { writeBody } from './bodies.js';
import { checkWrite, conditionNeeds } from './conditions.js';
import { givenChecksum, shownChecksum, verifiedChecksum, type ChecksumFacts, type Checksummed } from './checksums.js';
import { describe, refuseUnplayed, writeNeeds, type WriteInput } from './describe.js';
import { shownEncryption } from './encryption.js';
import { bucketOf, type OnBucket } from './find-bucket.js';
import { checkVouched, defaultRetention } from './lock.js';
import type { EncryptionFacts } from './records.js';
import { addVersion, shownVersion } from './versions.js';

type Input = OnBucket & WriteInput & Checksummed & { readonly Body?: Buffer };

const put = (call: Call, input: Input): PutObjectOutput => {
  const { Key: key = '', Body: body = Buffer.alloc(0) } = input;
  const bucket = bucketOf(call, input);
  refuseUnplayed(input);
  checkVouched(bucket, input, input.ContentMD5 !== undefined || givenChecksum(input) !== undefined, 'Put Object');
  const checksum: ChecksumFacts = { ...verifiedChecksum(input, body), type: 'FULL_OBJECT' };
  checkWrite(call, bucket, key, input);
  const description = describe(call, bucket, key, input);
  const etag = etagOf(body, description.encryption);
  const { id } = addVersion(call, bucket, key, {
    ...defaultRetention(call, bucket),
    ...description,
    etag,
    size: body.length,
    body: [writeBody(call.world, body)],
    checksum,
  });
  return {
    ETag: `"${etag}"`,
    ...shownEncryption(description.encryption),
    ...shownVersion(bucket, id),
    ...shownChecksum(checksum),
  };
};

/** The entity tag of a body: its MD5, except under KMS, where it says nothing ("Object", Amazon S3 API Reference). */
export const etagOf = (body: Uint8Array, { keyId }: EncryptionFacts): string =>
  keyId === undefined ? createHash('md5').update(body).digest('hex') : randomBytes(16).toString('hex');

/** PutObject. */
export const putObjectOperations: Operations = {
  PutObject: operation<Input, PutObjectOutput>(put, (call, input) => {
    const { Key = '' } = input;
    const bucket = bucketOf(call, input);
    return [...writeNeeds(call, bucket, Key, input), ...conditionNeeds(bucket, Key, input)];
  }),
};
