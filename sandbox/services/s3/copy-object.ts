import { createHash, randomBytes } from 'node:crypto';
import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3';
import { operation, type Call, type Operations } from '../operation.js';
import { piecesOf } from './bodies.js';
import { algorithmNamed, checksumOf, shownChecksum, type ChecksumFacts } from './checksums.js';
import { checkWrite, conditionNeeds } from './conditions.js';
import { sourceNeeds, sourceOf, sourceVersion, type Source } from './copy-source.js';
import { describe, writeNeeds } from './describe.js';
import { shownEncryption } from './encryption.js';
import { invalidRequest } from './failures.js';
import { bucketOf } from './find-bucket.js';
import { defaultRetention } from './lock.js';
import { objectNeed } from './needs.js';
import { objectsIn, type BucketRecord, type Description, type ObjectFacts } from './records.js';
import { addVersion, shownVersion } from './versions.js';

/** The largest object that one request copies. */
const LARGEST = 5 * 1024 ** 3;

const copy = (call: Call, input: CopyObjectRequest): CopyObjectOutput => {
  const { Key: key = '' } = input;
  const bucket = bucketOf(call, input);
  const source = sourceOf(call, input);
  const { id: sourceId, object } = sourceVersion(call, source, input);
  if (object.size > LARGEST)
    throw invalidRequest(
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  refuseSelf(bucket, key, source, input);
  checkWrite(call, bucket, key, input);
  const description = copied(describe(call, bucket, key, input), object, input);
  const { etag, checksum } = digest(call, object, description, input);
  const { id, at } = addVersion(call, bucket, key, {
    ...defaultRetention(call, bucket),
    ...description,
    etag,
    checksum,
    size: object.size,
    body: object.body,
  });
  return {
    CopyObjectResult: { ETag: `"${etag}"`, LastModified: new Date(at), ...shownChecksum(checksum) },
    ...(source.bucket.versioning !== undefined && { CopySourceVersionId: sourceId }),
    ...shownVersion(bucket, id),
    ...shownEncryption(description.encryption),
  };
};

/** What a copy keeps of its source unless it is replaced. Locks and ACLs are never copied. */
const copied = (description: Description, source: ObjectFacts, input: CopyObjectRequest): Description => ({
  ...description,
  ...(input.MetadataDirective !== 'REPLACE' && { headers: source.headers, metadata: source.metadata }),
  ...(input.TaggingDirective !== 'REPLACE' && { tags: source.tags }),
});

/** A copy is one piece, whatever its source was: ETag and checksum are of all its bytes. */
const digest = (
  call: Call,
  source: ObjectFacts,
  { encryption }: Description,
  { ChecksumAlgorithm }: CopyObjectRequest,
): Pick<ObjectFacts, 'etag' | 'checksum'> => {
  const algorithm = ChecksumAlgorithm === undefined ? source.checksum.algorithm : algorithmNamed(ChecksumAlgorithm);
  const md5 = createHash('md5');
  const pieces: Buffer[] = [];
  const isKnown = source.checksum.type === 'FULL_OBJECT' && source.checksum.algorithm === algorithm;
  for (const piece of piecesOf(call.world, source.body)) {
    md5.update(piece);
    if (!isKnown) pieces.push(piece);
  }
  const checksum: ChecksumFacts = isKnown
    ? source.checksum
    : { algorithm, type: 'FULL_OBJECT', value: checksumOf(algorithm, Buffer.concat(pieces)) };
  return { checksum, etag: encryption.keyId === undefined ? md5.digest('hex') : randomBytes(16).toString('hex') };
};

const refuseSelf = (bucket: BucketRecord, key: string, source: Source, input: CopyObjectRequest): void => {
  if (source.bucket.name !== bucket.name || source.key !== key || source.versionId !== undefined) return;
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined;
  if (!changes)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
        'metadata, storage class, website redirect location or encryption attributes.',
    );
};

const sourceHasTags = (call: Call, { bucket, key, versionId }: Source): boolean => {
  const versions = objectsIn(call.world, bucket.name).get(key)?.versions ?? [];
  const version = versionId === undefined ? versions[0] : versions.find(({ id }) => id === versionId);
  return Object.keys(version?.object?.tags ?? {}).length > 0;
};

/** CopyObject. */
export const copyOperations: Operations = {
  CopyObject: operation<CopyObjectRequest, CopyObjectOutput>(copy, (call, input) => {
    const { Key = '' } = input;
    const bucket = bucketOf(call, input);
    const source = sourceOf(call, input);
    const tagged = input.TaggingDirective !== 'REPLACE' && sourceHasTags(call, source);
    return [
      ...sourceNeeds(call, source),
      ...(tagged ? [objectNeed('GetObjectTagging', source.bucket, source.key)] : []),
      ...writeNeeds(call, bucket, Key, input, {
        's3:x-amz-copy-source': `/${source.bucket.name}/${source.key}`,
        's3:x-amz-metadata-directive': input.MetadataDirective,
      }),
      ...(tagged ? [objectNeed('PutObjectTagging', bucket, Key)] : []),
      ...conditionNeeds(bucket, Key, input),
    ];
  }),
};
