import type { Tag } from '@aws-sdk/client-s3';
import { AwsFailure } from '../operation.js';
import type { Tags } from './records.js';

/** The most tags of an object and of a bucket ("Categorizing your objects using tags", Amazon S3 User Guide). */
export const MOST_OBJECT_TAGS = 10;
export const MOST_BUCKET_TAGS = 50;

const invalidTag = (message: string): AwsFailure => new AwsFailure('InvalidTag', message);

/** Tags as they are stored; InvalidTag, BadRequest. */
export const tagsFrom = (tags: readonly Tag[], most: number): Tags => {
  for (const { Key = '', Value = '' } of tags) {
    if (Key === '' || Key.length > 128) throw invalidTag('The TagKey you have provided is invalid');
    if (Value.length > 256) throw invalidTag('The TagValue you have provided is invalid');
    if (/^aws:/i.test(Key)) throw invalidTag('System tags cannot be added/updated by requester');
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw invalidTag('Cannot provide multiple Tags with the same key');
  if (tags.length > most) throw new AwsFailure('BadRequest', `Object tags cannot be greater than ${most}`);
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
};

/** Tags of the `x-amz-tagging` header: `a=b&c=d`. */
export const tagsOfHeader = (header: string | undefined): Tags =>
  tagsFrom(
    [...new URLSearchParams(header ?? '')].map(([Key, Value]) => ({ Key, Value })),
    MOST_OBJECT_TAGS,
  );

/** Tags as S3 shows them. */
export const shownTags = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
