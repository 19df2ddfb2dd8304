import { createHash } from 'node:crypto';
import type {
  UploadPartCopyOutput,
  UploadPartCopyRequest,
  UploadPartOutput,
  UploadPartRequest,
} from '@aws-sdk/client-s3';
import { operation, type Call, type Operations } from '../operation.js';
import { readBody, writeBody } from './bodies.js';
import {
  checksumOf,
  DEFAULT_ALGORITHM,
  givenChecksum,
  verifiedChecksum,
  type ChecksumAlgorithm,
  type Checksummed,
} from './checksums.js';
import { sourceNeeds, sourceOf, sourceVersion } from './copy-source.js';
import { checkReadable, shownEncryption } from './encryption.js';
import { invalidArgument, invalidRequest } from './failures.js';
import { bucketOf } from './find-bucket.js';
import { checkVouched } from './lock.js';
import { objectNeed, onObject } from './needs.js';
import type { BucketRecord } from './records.js';
import { partsOf, type PartRecord, type UploadRecord } from './upload-records.js';
import { uploadOf } from './uploads.js';

type Input = Omit<UploadPartRequest, 'Body'> & Checksummed & { readonly Body?: Buffer };

/** The largest number of a part. */
const MOST = 10_000;

const put = (call: Call, upload: UploadRecord, number: number, body: Buffer, checksum: string): PartRecord => {
  if (number < 1 || number > MOST)
    throw invalidArgument(`Part number must be an integer between 1 and ${MOST}, inclusive`, 'partNumber', `${number}`);
  return partsOf(call.world, upload.id).put(String(number), {
    number,
    at: call.world.clock.now(),
    etag: createHash('md5').update(body).digest('hex'),
    blob: writeBody(call.world, body),
    checksum,
  });
};

/** What an upload that names no algorithm takes with its parts: S3's default, and what SDKs send unasked. */
const UNNAMED: readonly ChecksumAlgorithm[] = [DEFAULT_ALGORITHM, 'CRC32'];

/** A part has a checksum by the upload's algorithm, or none; those that are put together at the end must have one. */
const checkAlgorithm = ({ checksum }: UploadRecord, given: ChecksumAlgorithm | undefined): void => {
  const expected = checksum?.algorithm;
  const accepted = expected === undefined ? UNNAMED : [expected];
  const isFine = given === undefined ? checksum?.type !== 'COMPOSITE' : accepted.includes(given);
  if (isFine) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected?.toLowerCase() ?? 'null'}, ` +
      `actual checksum Type: ${given?.toLowerCase() ?? 'null'}`,
  );
};

/** A part is encrypted under the upload's key, which takes the permission to decrypt as well. */
const writable = (call: Call, bucket: BucketRecord, { key, encryption }: UploadRecord): void =>
  checkReadable(call, bucket, key, encryption);

/** UploadPart, UploadPartCopy. */
export const partOperations: Operations = {
  UploadPart: operation<Input, UploadPartOutput>((call, input) => {
    const bucket = bucketOf(call, input);
    const upload = uploadOf(call, bucket, input);
    const body = input.Body ?? Buffer.alloc(0);
    const given = givenChecksum(input);
    const locks = {
      ObjectLockMode: upload.retention?.mode,
      ObjectLockLegalHoldStatus: upload.legalHold,
    };
    checkVouched(bucket, locks, input.ContentMD5 !== undefined || given !== undefined, 'Put Part');
    checkAlgorithm(upload, given?.algorithm);
    const algorithm = upload.checksum?.algorithm ?? DEFAULT_ALGORITHM;
    const { ChecksumAlgorithm: _, ...rest } = input;
    const checksum = verifiedChecksum(rest, body, algorithm);
    writable(call, bucket, upload);
    const kept = checksum.algorithm === algorithm ? checksum.value : checksumOf(algorithm, body);
    const part = put(call, upload, input.PartNumber ?? 0, body, kept);
    return {
      ETag: `"${part.etag}"`,
      ...shownEncryption(upload.encryption),
      ...(given && { [`Checksum${checksum.algorithm}`]: checksum.value }),
    };
  }, onObject('PutObject')),

  UploadPartCopy: operation<UploadPartCopyRequest, UploadPartCopyOutput>(
    (call, input) => {
      const bucket = bucketOf(call, input);
      const upload = uploadOf(call, bucket, input);
      const source = sourceOf(call, input);
      const { id, object } = sourceVersion(call, source, input);
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(input.CopySourceRange ?? `bytes=0-${object.size - 1}`) ?? [];
      const [from, until] = [Number(first), Number(last) + 1];
      if (first === undefined || from >= until || until > object.size)
        throw invalidArgument(
          'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the ' +
            'zero-based offsets of the first and last bytes to copy',
          'x-amz-copy-source-range',
          input.CopySourceRange,
        );
      writable(call, bucket, upload);
      const body = readBody(call.world, object.body, from, until);
      const algorithm = upload.checksum?.algorithm ?? DEFAULT_ALGORITHM;
      const part = put(call, upload, input.PartNumber ?? 0, body, checksumOf(algorithm, body));
      return {
        CopyPartResult: {
          ETag: `"${part.etag}"`,
          LastModified: new Date(part.at),
          ...(upload.checksum && { [`Checksum${algorithm}`]: part.checksum }),
        },
        ...(source.bucket.versioning !== undefined && { CopySourceVersionId: id }),
        ...shownEncryption(upload.encryption),
      };
    },
    (call, input) => [
      ...sourceNeeds(call, sourceOf(call, input)),
      objectNeed('PutObject', bucketOf(call, input), input.Key ?? ''),
    ],
  ),
};
