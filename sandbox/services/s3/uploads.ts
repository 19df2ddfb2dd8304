import { randomBytes } from 'node:crypto';
import type {
  AbortMultipartUploadRequest,
  CreateMultipartUploadOutput,
  CreateMultipartUploadRequest,
} from '@aws-sdk/client-s3';
import { operation, type Call, type Operations } from '../operation.js';
import { algorithmNamed } from './checksums.js';
import { describe, writeNeeds } from './describe.js';
import { shownEncryption } from './encryption.js';
import { invalidRequest, noSuchUpload } from './failures.js';
import { bucketOf, type OnBucket } from './find-bucket.js';
import { onObject } from './needs.js';
import { typeFor } from './part-checksums.js';
import type { BucketRecord } from './records.js';
import { dropUpload, uploadsIn, type UploadRecord } from './upload-records.js';

/** A request about an upload. */
export type OnUpload = OnBucket & {
  readonly Key?: string | undefined;
  readonly UploadId?: string | undefined;
};

/** The upload that a request means; NoSuchUpload. */
export const uploadOf = (call: Call, bucket: BucketRecord, { Key = '', UploadId = '' }: OnUpload): UploadRecord => {
  const upload = uploadsIn(call.world, bucket.name).get(UploadId);
  if (upload?.key !== Key) throw noSuchUpload({ UploadId });
  return upload;
};

const checksumFor = (input: CreateMultipartUploadRequest): Pick<UploadRecord, 'checksum'> => {
  if (input.ChecksumAlgorithm === undefined) {
    if (input.ChecksumType !== undefined)
      throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
    return {};
  }
  const algorithm = algorithmNamed(input.ChecksumAlgorithm);
  return { checksum: { algorithm, type: typeFor(algorithm, input.ChecksumType) } };
};

/** CreateMultipartUpload, AbortMultipartUpload. */
export const uploadOperations: Operations = {
  CreateMultipartUpload: operation<CreateMultipartUploadRequest, CreateMultipartUploadOutput>(
    (call, input) => {
      const { Key: key = '' } = input;
      const bucket = bucketOf(call, input);
      const id = randomBytes(48).toString('base64url');
      const upload = uploadsIn(call.world, bucket.name).put(id, {
        ...describe(call, bucket, key, input),
        ...checksumFor(input),
        id,
        key,
        initiatedAt: call.world.clock.now(),
        initiator: call.caller.arn,
      });
      return {
        Bucket: bucket.name,
        Key: key,
        UploadId: id,
        ...shownEncryption(upload.encryption),
        ...(upload.checksum && {
          ChecksumAlgorithm: upload.checksum.algorithm as never,
          ChecksumType: upload.checksum.type,
        }),
      };
    },
    (call, input) => writeNeeds(call, bucketOf(call, input), input.Key ?? '', input),
  ),

  AbortMultipartUpload: operation<AbortMultipartUploadRequest, object>((call, input) => {
    const bucket = bucketOf(call, input);
    dropUpload(call.world, bucket.name, uploadOf(call, bucket, input).id);
    return {};
  }, onObject('AbortMultipartUpload')),
};
