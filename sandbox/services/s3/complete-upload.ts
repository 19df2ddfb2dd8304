import { createHash, randomBytes } from 'node:crypto';
import type { CompleteMultipartUploadOutput, CompleteMultipartUploadRequest } from '@aws-sdk/client-s3';
import { operation, type Call, type Operations } from '../operation.js';
import { badDigest, DEFAULT_ALGORITHM, givenChecksum, shownChecksum, type ChecksumFacts } from './checksums.js';
import { chosenParts } from './chosen-parts.js';
import { checkWrite, conditionNeeds } from './conditions.js';
import { shownEncryption } from './encryption.js';
import { invalidRequest } from './failures.js';
import { bucketOf } from './find-bucket.js';
import { defaultRetention } from './lock.js';
import { objectNeed } from './needs.js';
import { checksumOfParts } from './part-checksums.js';
import { dropUpload, type PartRecord, type UploadRecord } from './upload-records.js';
import { uploadOf } from './uploads.js';
import { addVersion, shownVersion } from './versions.js';

/** The checksum of the whole, and what the request says of it. */
const wholeChecksum = (
  { checksum }: UploadRecord,
  parts: readonly PartRecord[],
  input: CompleteMultipartUploadRequest,
): ChecksumFacts => {
  const { algorithm, type } = checksum ?? { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT' };
  if (input.ChecksumType !== undefined && input.ChecksumType !== type)
    throw invalidRequest(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  const made = checksumOfParts(
    algorithm,
    type,
    parts.map((part) => ({ size: part.blob.size, checksum: part.checksum })),
  );
  const given = givenChecksum(input as unknown as Readonly<Record<string, unknown>>);
  if (given === undefined) return made;
  if (given.algorithm !== algorithm)
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, ` +
        `actual checksum Type: ${given.algorithm.toLowerCase()}`,
    );
  // The number of parts may be left out.
  if (given.value !== made.value && given.value !== made.value.replace(/-\d+$/, '')) throw badDigest(algorithm);
  return made;
};

/** An ETag of parts: the MD5 of their MD5s, and their number. */
const etagOf = ({ encryption }: UploadRecord, parts: readonly PartRecord[]): string => {
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
  const hash =
    encryption.keyId === undefined ? createHash('md5').update(digests).digest('hex') : randomBytes(16).toString('hex');
  return `${hash}-${parts.length}`;
};

const complete = (call: Call, input: CompleteMultipartUploadRequest): CompleteMultipartUploadOutput => {
  const bucket = bucketOf(call, input);
  const upload = uploadOf(call, bucket, input);
  const parts = chosenParts(call, upload, input.MultipartUpload?.Parts ?? []);
  const size = parts.reduce((sum, { blob }) => sum + blob.size, 0);
  if (input.MpuObjectSize !== undefined && Number(input.MpuObjectSize) !== size)
    throw invalidRequest(`The provided 'x-amz-mp-object-size' header does not match what was computed: ${size}`);
  const checksum = wholeChecksum(upload, parts, input);
  checkWrite(call, bucket, upload.key, input);
  const { id: _id, key, initiatedAt: _at, initiator: _by, checksum: _asked, ...description } = upload;
  const etag = etagOf(upload, parts);
  const { id } = addVersion(call, bucket, key, {
    ...defaultRetention(call, bucket),
    ...description,
    etag,
    size,
    checksum,
    body: parts.map(({ blob }) => blob),
    parts: parts.map(({ blob, checksum: each }, index) => ({ number: index + 1, size: blob.size, checksum: each })),
  });
  dropUpload(call.world, bucket.name, upload.id);
  return {
    Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${etag}"`,
    ...shownEncryption(upload.encryption),
    ...shownVersion(bucket, id),
    ...shownChecksum(checksum),
  };
};

/** CompleteMultipartUpload. */
export const completeOperations: Operations = {
  CompleteMultipartUpload: operation<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput>(
    complete,
    (call, input) => {
      const bucket = bucketOf(call, input);
      const key = input.Key ?? '';
      const context = { 's3:if-none-match': input.IfNoneMatch, 's3:if-match': input.IfMatch };
      return [objectNeed('PutObject', bucket, key, context), ...conditionNeeds(bucket, key, input)];
    },
  ),
};
