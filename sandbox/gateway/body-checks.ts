import { createHash } from 'node:crypto';
import type { RawRequest } from '../protocols/http.js';
import type { ServiceModel } from '../protocols/model.js';
import { badDigest, checksumOf, type ChecksumAlgorithm } from '../services/s3/checksums.js';
import { AwsFailure } from '../services/operation.js';

const ALGORITHMS: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];

/** Objects' and parts' own checksums are kept with them, so the operations themselves check those. */
const CHECK_THEMSELVES = new Set(['PutObject', 'UploadPart', 'CompleteMultipartUpload', 'CreateMultipartUpload']);

/**
 * Why S3 refuses a request for its body's sake: a digest that is not the body's, or none where one is demanded. The
 * source is "Checking object integrity" in the Amazon S3 User Guide and the model's `requestChecksumRequired`.
 */
export const bodyProblem = (model: ServiceModel, operation: string, raw: RawRequest): AwsFailure | undefined => {
  if (model.folder !== 's3' || CHECK_THEMSELVES.has(operation)) return undefined;
  const md5 = raw.headers['content-md5'];
  const given = ALGORITHMS.flatMap((algorithm) => {
    const value = raw.headers[`x-amz-checksum-${algorithm.toLowerCase()}`];
    return typeof value === 'string' ? [{ algorithm, value }] : [];
  });
  if (md5 !== undefined && md5 !== createHash('md5').update(raw.body).digest('base64')) return badDigest('Content-MD5');
  const wrong = given.find(({ algorithm, value }) => checksumOf(algorithm, raw.body) !== value);
  if (wrong !== undefined) return badDigest(wrong.algorithm);
  if (model.operation(operation)?.checksumRequired !== true || md5 !== undefined || given.length > 0) return undefined;
  return new AwsFailure('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
};
