import type { ServerSideEncryption } from '@aws-sdk/client-s3';
import { keyForUse } from '../kms/for-use.js';
import { keyNeed } from '../kms/needs.js';
import type { KeyRecord } from '../kms/records.js';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, type Call } from '../operation.js';
import { invalidArgument } from './failures.js';
import { bucketArn, objectArn, type Context } from './needs.js';
import type { BucketRecord, EncryptionFacts } from './records.js';

/** Encryption as a write asks for it. */
export type EncryptionInput = {
  readonly ServerSideEncryption?: ServerSideEncryption | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
};

/** The key of whoever names none. */
const DEFAULT_KEY = 'alias/aws/s3';

/** How an object is encrypted: as asked for, or as its bucket does by default. The caller must be allowed the key. */
export const encryptionFor = (
  call: Call,
  bucket: BucketRecord,
  key: string,
  input: EncryptionInput,
): EncryptionFacts => {
  const asked = askedEncryption(input);
  const facts = asked ?? bucket.encryption;
  if (facts.algorithm === 'AES256') return { algorithm: 'AES256' };
  const kmsKey = kmsKeyOf(call, facts.keyId ?? DEFAULT_KEY);
  const bucketKey = input.BucketKeyEnabled ?? bucket.encryption.bucketKey ?? false;
  const made = { algorithm: facts.algorithm, keyId: kmsKey.arn, bucketKey };
  call.require(needOf(call, 'GenerateDataKey', kmsKey, bucket, key, made));
  return made;
};

const askedEncryption = (input: EncryptionInput): EncryptionFacts | undefined => {
  const { ServerSideEncryption: algorithm, SSEKMSKeyId: keyId } = input;
  if (input.SSECustomerAlgorithm !== undefined) throw notSimulated('encryption with keys of the customer (SSE-C)');
  if (input.SSEKMSEncryptionContext !== undefined) throw notSimulated('an encryption context of the writer');
  if (keyId !== undefined && algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse')
    throw invalidArgument(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    );
  if (algorithm === undefined) return undefined;
  if (algorithm === 'AES256') return { algorithm };
  if (algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse')
    return { algorithm, ...(keyId !== undefined && { keyId }) };
  throw invalidArgument('The encryption method specified is not supported');
};

/** Lets the body of an object be read: its key is usable, and the caller is allowed to decrypt with it. */
export const checkReadable = (call: Call, bucket: BucketRecord, key: string, encryption: EncryptionFacts): void => {
  if (encryption.keyId === undefined) return;
  const kmsKey = kmsKeyOf(call, encryption.keyId);
  call.require(needOf(call, 'Decrypt', kmsKey, bucket, key, encryption));
};

const needOf = (
  call: Call,
  action: 'GenerateDataKey' | 'Decrypt',
  kmsKey: KeyRecord,
  bucket: BucketRecord,
  key: string,
  { bucketKey }: EncryptionFacts,
) => {
  const about = bucketKey === true ? bucketArn(bucket.name) : objectArn(bucket.name, key);
  return keyNeed(call, `kms:${action}`, kmsKey, {
    'kms:ViaService': `s3.${bucket.region}.amazonaws.com`,
    'kms:EncryptionContextKeys': ['aws:s3:arn'],
    'kms:EncryptionContext:aws:s3:arn': about,
  });
};

/** KMS's refusals as S3 passes them on: `KMS.DisabledException`. */
const kmsKeyOf = (call: Call, reference: string): KeyRecord => {
  try {
    return keyForUse(call, reference);
  } catch (error) {
    throw error instanceof AwsFailure ? new AwsFailure(`KMS.${error.code}`, error.message) : error;
  }
};

/** The output members that show how an object is encrypted. */
export const shownEncryption = ({ algorithm, keyId, bucketKey }: EncryptionFacts) => ({
  ServerSideEncryption: algorithm,
  ...(keyId !== undefined && { SSEKMSKeyId: keyId }),
  ...(bucketKey === true && { BucketKeyEnabled: true }),
});

/** Condition keys of the encryption that a request asks for. */
export const encryptionKeys = ({ ServerSideEncryption, SSEKMSKeyId }: EncryptionInput): Context => ({
  's3:x-amz-server-side-encryption': ServerSideEncryption,
  's3:x-amz-server-side-encryption-aws-kms-key-id': SSEKMSKeyId,
});
