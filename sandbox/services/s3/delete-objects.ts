import type {
  DeletedObject,
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  _Error as DeleteError,
} from '@aws-sdk/client-s3';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, operation, type Call, type Need, type Operations } from '../operation.js';
import { checkWrite, conditionNeeds } from './conditions.js';
import { malformedXml, notImplemented } from './failures.js';
import { bucketOf, type OnBucket } from './find-bucket.js';
import { checkDelete } from './lock.js';
import { existingTags, objectNeed } from './needs.js';
import type { BucketRecord } from './records.js';
import { addVersion, newestOf, removeVersion, versionById } from './versions.js';

type One = {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly IfMatch?: string | undefined;
  readonly bypass: boolean;
};

/** Deletes a key, which under versioning hides it, or one of its versions, for ever. */
const remove = (
  call: Call,
  bucket: BucketRecord,
  { Key = '', VersionId, IfMatch, bypass }: One,
): DeleteObjectOutput => {
  if (IfMatch !== undefined) checkWrite(call, bucket, Key, { IfMatch });
  if (VersionId !== undefined) {
    const version = versionById(call, bucket, Key, VersionId);
    if (version === undefined) return { VersionId };
    checkDelete(call, bucket, Key, version, bypass);
    removeVersion(call, bucket, Key, VersionId);
    return { VersionId, ...(version.object === undefined && { DeleteMarker: true }) };
  }
  if (bucket.versioning !== undefined) {
    const { id } = addVersion(call, bucket, Key, undefined);
    return { DeleteMarker: true, VersionId: id };
  }
  const newest = newestOf(call, bucket, Key);
  if (newest !== undefined) removeVersion(call, bucket, Key, newest.id);
  return {};
};

const needsOf = (call: Call, bucket: BucketRecord, one: One): readonly Need[] => [
  objectNeed(one.VersionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion', bucket, one.Key ?? '', {
    's3:VersionId': one.VersionId,
    's3:if-match': one.IfMatch,
    ...existingTags(call, bucket, one),
  }),
  ...conditionNeeds(bucket, one.Key ?? '', one),
];

const refuseMfa = ({ MFA }: { readonly MFA?: string | undefined }): void => {
  if (MFA !== undefined) throw notSimulated('MFA delete');
};

/** The most keys of one DeleteObjects request. */
const MOST = 1000;

/** DeleteObject, DeleteObjects. */
export const deleteOperations: Operations = {
  DeleteObject: operation<DeleteObjectRequest, DeleteObjectOutput>(
    (call, { BypassGovernanceRetention: bypass = false, ...input }) => {
      refuseMfa(input);
      if (input.IfMatchLastModifiedTime !== undefined || input.IfMatchSize !== undefined)
        throw notImplemented({ Header: 'x-amz-if-match-size' });
      return remove(call, bucketOf(call, input), { ...input, bypass });
    },
    (call, input) => needsOf(call, bucketOf(call, input), { ...input, bypass: false }),
  ),

  DeleteObjects: operation<DeleteObjectsRequest & OnBucket, DeleteObjectsOutput>(
    (call, { BypassGovernanceRetention: bypass = false, ...input }) => {
      refuseMfa(input);
      const bucket = bucketOf(call, input);
      const { Objects = [], Quiet = false } = input.Delete ?? {};
      if (Objects.length === 0 || Objects.length > MOST) throw malformedXml();
      const [Deleted, Errors]: [DeletedObject[], DeleteError[]] = [[], []];
      for (const { Key, VersionId, ETag } of Objects) {
        const one: One = { Key, VersionId, IfMatch: ETag, bypass };
        const named = { ...(Key !== undefined && { Key }), ...(VersionId !== undefined && { VersionId }) };
        try {
          for (const need of needsOf(call, bucket, one)) call.require(need);
          const { DeleteMarker, VersionId: id } = remove(call, bucket, one);
          const marker = DeleteMarker === true && {
            DeleteMarker,
            ...(id !== undefined && { DeleteMarkerVersionId: id }),
          };
          if (!Quiet) Deleted.push({ ...named, ...marker });
        } catch (error) {
          if (!(error instanceof AwsFailure)) throw error;
          Errors.push({ ...named, Code: error.code, Message: error.message });
        }
      }
      return { ...(Deleted.length > 0 && { Deleted }), ...(Errors.length > 0 && { Errors }) };
    },
    // Each key is judged by itself, and refused by itself.
    (call, input) => {
      bucketOf(call, input);
      return [];
    },
  ),
};
