import type { GetObjectTaggingOutput, PutObjectTaggingRequest } from '@aws-sdk/client-s3';
import { operation, type Call, type Operations } from '../operation.js';
import { bucketOf } from './find-bucket.js';
import { existingTags, objectNeed, onObject, requestTags, type OnObject } from './needs.js';
import type { Tags } from './records.js';
import { MOST_OBJECT_TAGS, shownTags, tagsFrom } from './tags.js';
import { changeObject, objectFor, shownVersion } from './versions.js';

const setTags = (call: Call, input: OnObject, tags: Tags) => {
  const bucket = bucketOf(call, input);
  const version = objectFor(call, bucket, input);
  changeObject(call, bucket, input.Key ?? '', version, (object) => ({ ...object, tags }));
  return shownVersion(bucket, version.id);
};

/** Put/Get/DeleteObjectTagging. */
export const objectTaggingOperations: Operations = {
  PutObjectTagging: operation<PutObjectTaggingRequest, object>(
    (call, input) => setTags(call, input, tagsFrom(input.Tagging?.TagSet ?? [], MOST_OBJECT_TAGS)),
    (call, input) => {
      const bucket = bucketOf(call, input);
      const action = input.VersionId === undefined ? 'PutObjectTagging' : 'PutObjectVersionTagging';
      const tags = Object.fromEntries((input.Tagging?.TagSet ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
      return [
        objectNeed(action, bucket, input.Key ?? '', { ...existingTags(call, bucket, input), ...requestTags(tags) }),
      ];
    },
  ),

  GetObjectTagging: operation<OnObject, GetObjectTaggingOutput>(
    (call, input) => {
      const bucket = bucketOf(call, input);
      const { id, object } = objectFor(call, bucket, input);
      return { TagSet: shownTags(object.tags), ...shownVersion(bucket, id) };
    },
    onObject('GetObjectTagging', 'GetObjectVersionTagging'),
  ),

  DeleteObjectTagging: operation<OnObject, object>(
    (call, input) => setTags(call, input, {}),
    onObject('DeleteObjectTagging', 'DeleteObjectVersionTagging'),
  ),
};
