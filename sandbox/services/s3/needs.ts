import type { Call, Need } from '../operation.js';
import { bucketOf, type OnBucket } from './find-bucket.js';
import { objectsIn, type BucketRecord, type ObjectFacts, type Tags } from './records.js';

/** Condition keys with what is not known left out. */
export type Context = Readonly<Record<string, string | readonly string[] | undefined>>;

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

/** A permission on a bucket. */
export const bucketNeed = (action: string, bucket: BucketRecord, context: Context = {}): Need => ({
  action: `s3:${action}`,
  resources: [bucketArn(bucket.name)],
  context: defined({ 's3:ResourceAccount': bucket.account, ...context }),
});

/** A permission on an object, existing or not. */
export const objectNeed = (action: string, bucket: BucketRecord, key: string, context: Context = {}): Need => ({
  action: `s3:${action}`,
  resources: [objectArn(bucket.name, key)],
  context: defined({ 's3:ResourceAccount': bucket.account, ...context }),
});

/** What an operation on a bucket needs whose only permission is `action`. */
export const onBucket =
  (action: string) =>
  (call: Call, input: OnBucket): readonly Need[] => [bucketNeed(action, bucketOf(call, input))];

/** A request about one object. */
export type OnObject = OnBucket & {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
};

/** What an operation on an object needs: `action`, or with a version id `versionAction`. */
export const onObject =
  (action: string, versionAction: string = action) =>
  (call: Call, input: OnObject): readonly Need[] => {
    const { Key = '', VersionId } = input;
    const bucket = bucketOf(call, input);
    return [
      objectNeed(VersionId === undefined ? action : versionAction, bucket, Key, {
        's3:VersionId': VersionId,
        ...existingTags(call, bucket, input),
      }),
    ];
  };

/** Condition keys of the tags that the object has already. */
export const existingTags = (call: Call, bucket: BucketRecord, { Key = '', VersionId }: OnObject): Context => {
  const versions = objectsIn(call.world, bucket.name).get(Key)?.versions ?? [];
  const version = VersionId === undefined ? versions[0] : versions.find(({ id }) => id === VersionId);
  return tagKeys('s3:ExistingObjectTag', version?.object?.tags ?? {});
};

/** Condition keys of the tags that a request brings. */
export const requestTags = (tags: Tags): Context =>
  Object.keys(tags).length === 0
    ? {}
    : { ...tagKeys('s3:RequestObjectTag', tags), 's3:RequestObjectTagKeys': Object.keys(tags) };

const tagKeys = (prefix: string, tags: ObjectFacts['tags']): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));

const defined = (context: Context): Readonly<Record<string, string | readonly string[]>> =>
  Object.fromEntries(
    Object.entries(context).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
