import type { GetObjectOutput, GetObjectRequest, HeadObjectOutput } from '@aws-sdk/client-s3';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, operation, refusalOf, type Call, type Operations } from '../operation.js';
import { readBody } from './bodies.js';
import { shownChecksum } from './checksums.js';
import { checkRead } from './conditions.js';
import { checkReadable, shownEncryption } from './encryption.js';
import { bucketOf } from './find-bucket.js';
import { shownLocks } from './lock.js';
import { objectNeed, onObject } from './needs.js';
import { stretchOf, type Stretch } from './ranges.js';
import type { BucketRecord, ObjectFacts } from './records.js';
import { objectFor, shownVersion, type ObjectVersion } from './versions.js';

/** The SDK has another name for it; the wire has this one. */
const EXPIRES: string = 'Expires';

type Found = {
  readonly bucket: BucketRecord;
  readonly version: ObjectVersion;
  readonly stretch: Stretch;
};

const find = (call: Call, input: GetObjectRequest): Found => {
  if (input.SSECustomerAlgorithm !== undefined) throw notSimulated('encryption with keys of the customer (SSE-C)');
  const bucket = bucketOf(call, input);
  const version = objectFor(call, bucket, input);
  checkRead(version, input);
  return { bucket, version, stretch: stretchOf(version.object, input) };
};

const shown = (call: Call, input: GetObjectRequest, { bucket, version, stretch }: Found): HeadObjectOutput => {
  const { id, at, object } = version;
  const { from, until, partial, part } = stretch;
  const may = (action: string): boolean =>
    refusalOf(() => call.require(objectNeed(action, bucket, input.Key ?? ''))) === undefined;
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(at),
    ContentLength: until - from,
    ETag: `"${object.etag}"`,
    ...object.headers,
    ...overridden(input),
    ...(partial && { ContentRange: `bytes ${from}-${until - 1}/${object.size}` }),
    ...(part !== undefined && object.parts !== undefined && { PartsCount: object.parts.length }),
    ...(Object.keys(object.metadata).length > 0 && { Metadata: object.metadata }),
    ...(object.storageClass !== 'STANDARD' && { StorageClass: object.storageClass as never }),
    ...(Object.keys(object.tags).length > 0 && { TagCount: Object.keys(object.tags).length }),
    ...shownVersion(bucket, id),
    ...shownEncryption(object.encryption),
    ...(input.ChecksumMode === 'ENABLED' && checksumOf(object, stretch)),
    ...shownLocks(may, object),
  };
};

/** Of a whole object its checksum, of a part that part's; of any other stretch there is none. */
const checksumOf = ({ checksum }: ObjectFacts, { partial, part }: Stretch): Readonly<Record<string, string>> => {
  if (!partial) return shownChecksum(checksum);
  return part?.checksum === undefined ? {} : shownChecksum({ ...checksum, value: part.checksum });
};

const overridden = (input: GetObjectRequest): HeadObjectOutput => ({
  ...(input.ResponseCacheControl !== undefined && { CacheControl: input.ResponseCacheControl }),
  ...(input.ResponseContentDisposition !== undefined && { ContentDisposition: input.ResponseContentDisposition }),
  ...(input.ResponseContentEncoding !== undefined && { ContentEncoding: input.ResponseContentEncoding }),
  ...(input.ResponseContentLanguage !== undefined && { ContentLanguage: input.ResponseContentLanguage }),
  ...(input.ResponseContentType !== undefined && { ContentType: input.ResponseContentType }),
  ...(input.ResponseExpires !== undefined && { [EXPIRES]: input.ResponseExpires.toUTCString() }),
});

const needs = onObject('GetObject', 'GetObjectVersion');

const ARCHIVED = ['GLACIER', 'DEEP_ARCHIVE'];

/** GetObject, HeadObject. */
export const getObjectOperations: Operations = {
  GetObject: operation<GetObjectRequest, Omit<GetObjectOutput, 'Body'> & { Body: Buffer }>((call, input) => {
    const found = find(call, input);
    const { object } = found.version;
    if (ARCHIVED.includes(object.storageClass))
      throw new AwsFailure('InvalidObjectState', "The operation is not valid for the object's storage class", 403, {
        StorageClass: object.storageClass,
      });
    checkReadable(call, found.bucket, input.Key ?? '', object.encryption);
    const { from, until } = found.stretch;
    return { ...shown(call, input, found), Body: readBody(call.world, object.body, from, until) };
  }, needs),

  HeadObject: operation<GetObjectRequest, HeadObjectOutput>((call, input) => {
    const found = find(call, input);
    if (input.ChecksumMode === 'ENABLED')
      checkReadable(call, found.bucket, input.Key ?? '', found.version.object.encryption);
    return shown(call, input, found);
  }, needs),
};
