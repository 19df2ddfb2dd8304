import type { ObjectCannedACL, PutObjectRequest } from '@aws-sdk/client-s3';
import { AwsFailure, type Call, type Need } from '../operation.js';
import { objectAcl } from './acl-rules.js';
import { encryptionFor, encryptionKeys } from './encryption.js';
import { notImplemented } from './failures.js';
import { askedLocks, lockKeys } from './lock.js';
import { objectNeed, requestTags, type Context } from './needs.js';
import type { BucketRecord, Description } from './records.js';
import { tagsOfHeader } from './tags.js';

/** What PutObject, CopyObject and CreateMultipartUpload all say about the object that they make. */
export type WriteInput = Omit<PutObjectRequest, 'Bucket' | 'Key' | 'Body' | 'Expires'> & {
  readonly Key?: string | undefined;
  readonly ACL?: ObjectCannedACL | undefined;
  /** A text on the wire, kept as it was sent, whatever it says; the SDK has a Date. */
  readonly Expires?: Date | string | undefined;
};

/** Members that a writer gives and a reader gets. */
const HEADERS = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Expires',
  'WebsiteRedirectLocation',
] as const;

/** The longest key, and the most metadata, in bytes of UTF-8 ("Working with object metadata"). */
const LONGEST_KEY = 1024;
const MOST_METADATA = 2048;

/** All that is kept of an object besides its body. The locks are those asked for: a bucket's default comes later. */
export const describe = (call: Call, bucket: BucketRecord, key: string, input: WriteInput): Description => {
  if (Buffer.byteLength(key) > LONGEST_KEY)
    throw new AwsFailure('KeyTooLongError', 'Your key is too long', 400, {
      Size: Buffer.byteLength(key),
      MaxSizeAllowed: LONGEST_KEY,
    });
  return {
    headers: headersOf(input),
    metadata: metadataOf(input),
    tags: tagsOfHeader(input.Tagging),
    storageClass: storageClassOf(input),
    acl: objectAcl(call.world, bucket, input),
    encryption: encryptionFor(call, bucket, key, input),
    ...askedLocks(call, bucket, input),
  };
};

/** The headers that a writer gives and a reader gets, by the name of their member. */
const headersOf = (input: WriteInput): Description['headers'] => ({
  ContentType: 'binary/octet-stream',
  ...Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = input[name];
      return value === undefined ? [] : [[name, String(value)] as const];
    }),
  ),
});

/** Names of metadata lose their case on the wire. */
const metadataOf = ({ Metadata = {} }: WriteInput): Description['metadata'] => {
  const entries = Object.entries(Metadata).map(([name, value]) => [name.toLowerCase(), value] as const);
  if (entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0) > MOST_METADATA)
    throw new AwsFailure('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      MaxSizeAllowed: MOST_METADATA,
    });
  return Object.fromEntries(entries);
};

const CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

const storageClassOf = ({ StorageClass = 'STANDARD' }: WriteInput): string => {
  if (!CLASSES.includes(StorageClass))
    throw new AwsFailure('InvalidStorageClass', 'The storage class you specified is not valid');
  return StorageClass;
};

/** Refuses what writers may ask AWS for and the sandbox does not play. */
export const refuseUnplayed = (input: WriteInput): void => {
  if (input.WriteOffsetBytes !== undefined) throw notImplemented({ Header: 'x-amz-write-offset-bytes' });
};

/** What making an object needs: each thing said about it has a permission of its own. */
export const writeNeeds = (
  call: Call,
  bucket: BucketRecord,
  key: string,
  input: WriteInput,
  more: Context = {},
): readonly Need[] => {
  const tags = tagsOfHeader(input.Tagging);
  const context = {
    ...encryptionKeys(input),
    ...lockKeys(call, input),
    ...requestTags(tags),
    's3:x-amz-acl': input.ACL,
    's3:x-amz-storage-class': input.StorageClass ?? 'STANDARD',
    's3:if-none-match': input.IfNoneMatch,
    's3:if-match': input.IfMatch,
    ...more,
  };
  const actions = [
    'PutObject',
    ...(input.ACL === undefined ? [] : ['PutObjectAcl']),
    ...(Object.keys(tags).length === 0 ? [] : ['PutObjectTagging']),
    ...(input.ObjectLockMode === undefined ? [] : ['PutObjectRetention']),
    ...(input.ObjectLockLegalHoldStatus === undefined ? [] : ['PutObjectLegalHold']),
  ];
  return actions.map((action) => objectNeed(action, bucket, key, context));
};
