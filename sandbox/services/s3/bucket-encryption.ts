import type { GetBucketEncryptionOutput, PutBucketEncryptionRequest } from '@aws-sdk/client-s3';
import { notSimulated } from '../not-simulated.js';
import { operation, type Operations } from '../operation.js';
import { invalidArgument, malformedXml } from './failures.js';
import { bucketOf, updateBucket, type OnBucket } from './find-bucket.js';
import { onBucket } from './needs.js';

/** Put/Get/DeleteBucketEncryption. A bucket always encrypts; deleting goes back to keys of S3. */
export const bucketEncryptionOperations: Operations = {
  PutBucketEncryption: operation<PutBucketEncryptionRequest, object>((call, input) => {
    const bucket = bucketOf(call, input);
    const [rule, ...others] = input.ServerSideEncryptionConfiguration?.Rules ?? [];
    const { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    if (algorithm === undefined || others.length > 0) throw malformedXml();
    if (algorithm !== 'AES256' && algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse')
      throw notSimulated(`encryption of kind ${algorithm}`);
    if (algorithm === 'AES256' && keyId !== undefined)
      throw invalidArgument('a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms');
    const bucketKey = rule?.BucketKeyEnabled ?? false;
    updateBucket(call, bucket, { encryption: { algorithm, ...(keyId !== undefined && { keyId }), bucketKey } });
    return {};
  }, onBucket('PutEncryptionConfiguration')),

  GetBucketEncryption: operation<OnBucket, GetBucketEncryptionOutput>((call, input) => {
    const { algorithm, keyId, bucketKey = false } = bucketOf(call, input).encryption;
    const byDefault = { SSEAlgorithm: algorithm, ...(keyId !== undefined && { KMSMasterKeyID: keyId }) };
    const rule = { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: bucketKey };
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
  }, onBucket('GetEncryptionConfiguration')),

  DeleteBucketEncryption: operation<OnBucket, object>((call, input) => {
    updateBucket(call, bucketOf(call, input), { encryption: { algorithm: 'AES256' } });
    return {};
  }, onBucket('PutEncryptionConfiguration')),
};
