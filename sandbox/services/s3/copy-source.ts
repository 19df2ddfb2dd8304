import type { Call, Need } from '../operation.js';
import { checkSource, type ReadConditions } from './conditions.js';
import { checkReadable } from './encryption.js';
import { invalidArgument } from './failures.js';
import { bucketAnywhere } from './find-bucket.js';
import { existingTags, objectNeed } from './needs.js';
import type { BucketRecord } from './records.js';
import { objectFor, type ObjectVersion } from './versions.js';

/** The members of a request that say what it copies from. */
export type SourceInput = {
  readonly CopySource?: string | undefined;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
};

/** What is copied. */
export type Source = {
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly versionId: string | undefined;
};

/** Reads `bucket/key?versionId=…`, encoded as in a URL. The source may be in another Region. */
export const sourceOf = (call: Call, { CopySource = '', ExpectedSourceBucketOwner }: SourceInput): Source => {
  const [, path = '', versionId] = /^\/?(.*?)(?:\?versionId=([^&]*))?$/s.exec(CopySource) ?? [];
  const slash = path.indexOf('/');
  const key = decoded(path.slice(slash + 1));
  if (slash < 1 || key === undefined || key === '')
    throw invalidArgument('Invalid copy source object key', 'x-amz-copy-source', CopySource);
  const asked = { Bucket: path.slice(0, slash), ExpectedBucketOwner: ExpectedSourceBucketOwner };
  return { bucket: bucketAnywhere(call.world, asked), key, versionId };
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** What reading the source needs. */
export const sourceNeeds = (call: Call, { bucket, key, versionId }: Source): readonly Need[] => [
  objectNeed(versionId === undefined ? 'GetObject' : 'GetObjectVersion', bucket, key, {
    's3:VersionId': versionId,
    ...existingTags(call, bucket, { Key: key, VersionId: versionId }),
  }),
];

/** The version that is copied, readable by the caller and as the request's conditions want it. */
export const sourceVersion = (call: Call, { bucket, key, versionId }: Source, input: SourceInput): ObjectVersion => {
  const version = objectFor(call, bucket, { Key: key, VersionId: versionId });
  const conditions: ReadConditions = {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  };
  checkSource(version, conditions);
  checkReadable({ ...call, region: bucket.region }, bucket, key, version.object.encryption);
  return version;
};
