import type {
  _Object,
  ListObjectsOutput,
  ListObjectsRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
} from '@aws-sdk/client-s3';
import { operation, type Call, type Need, type Operations } from '../operation.js';
import { invalidArgument } from './failures.js';
import { bucketOf, canonicalId, type OnBucket } from './find-bucket.js';
import { byKey, encoder, listed, listingOf, shownPrefixes, type Listing } from './listing.js';
import { bucketNeed } from './needs.js';
import { objectsIn, type BucketRecord } from './records.js';
import type { ObjectVersion } from './versions.js';

type Entry = { readonly key: string; readonly version: ObjectVersion };

const entriesOf = (call: Call, bucket: BucketRecord, after: string): readonly Entry[] =>
  objectsIn(call.world, bucket.name)
    .all()
    .flatMap(({ key, versions: [newest] }) =>
      newest?.object === undefined ? [] : [{ key, version: { ...newest, object: newest.object } }],
    )
    .filter(({ key }) => after === '' || byKey(key, after) > 0)
    .sort((a, b) => byKey(a.key, b.key));

const page = (call: Call, bucket: BucketRecord, listing: Listing, after: string) =>
  listed(entriesOf(call, bucket, after), ({ key }) => key, listing, after);

const shown = (
  { key, version }: Entry,
  bucket: BucketRecord,
  owner: boolean,
  encode: (text: string) => string,
): _Object => ({
  Key: encode(key),
  LastModified: new Date(version.at),
  ETag: `"${version.object.etag}"`,
  Size: version.object.size,
  StorageClass: version.object.storageClass as never,
  ChecksumAlgorithm: [version.object.checksum.algorithm as never],
  ChecksumType: version.object.checksum.type,
  ...(owner && { Owner: { ID: canonicalId(bucket.account) } }),
});

/** What a list needs: the permission to list, and what it is narrowed to. */
export const listNeeds =
  (action: string) =>
  (
    call: Call,
    input: OnBucket & {
      readonly Prefix?: string | undefined;
      readonly Delimiter?: string | undefined;
      readonly MaxKeys?: number | undefined;
    },
  ): readonly Need[] => [
    bucketNeed(action, bucketOf(call, input), {
      's3:prefix': input.Prefix,
      's3:delimiter': input.Delimiter,
      's3:max-keys': input.MaxKeys === undefined ? undefined : String(input.MaxKeys),
    }),
  ];

// A token is the key that the page before it ended with.
const tokenFor = (name: string): string => `1${Buffer.from(name).toString('base64')}`;
const nameIn = (token: string): string => {
  const name = Buffer.from(token.slice(1), 'base64').toString('utf8');
  if (tokenFor(name) !== token)
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
  return name;
};

/** ListObjectsV2, ListObjects. */
export const listOperations: Operations = {
  ListObjectsV2: operation<ListObjectsV2Request, ListObjectsV2Output>((call, input) => {
    const bucket = bucketOf(call, input);
    const encode = encoder(input.EncodingType);
    const listing = listingOf(input, input.MaxKeys);
    const after = input.ContinuationToken === undefined ? (input.StartAfter ?? '') : nameIn(input.ContinuationToken);
    const { items, prefixes, truncated, last } = page(call, bucket, listing, after);
    return {
      Name: bucket.name,
      Prefix: encode(listing.prefix),
      MaxKeys: listing.limit,
      KeyCount: items.length + prefixes.length,
      IsTruncated: truncated,
      ...(input.Delimiter && { Delimiter: encode(input.Delimiter) }),
      ...(input.EncodingType && { EncodingType: input.EncodingType }),
      ...(input.StartAfter && { StartAfter: encode(input.StartAfter) }),
      ...(input.ContinuationToken && { ContinuationToken: input.ContinuationToken }),
      ...(truncated && last && { NextContinuationToken: tokenFor(last.name) }),
      ...(items.length > 0 && { Contents: items.map((one) => shown(one, bucket, input.FetchOwner === true, encode)) }),
      ...shownPrefixes(prefixes, encode),
    };
  }, listNeeds('ListBucket')),

  ListObjects: operation<ListObjectsRequest, ListObjectsOutput>((call, input) => {
    const bucket = bucketOf(call, input);
    const encode = encoder(input.EncodingType);
    const listing = listingOf(input, input.MaxKeys);
    const { items, prefixes, truncated, last } = page(call, bucket, listing, input.Marker ?? '');
    return {
      Name: bucket.name,
      Prefix: encode(listing.prefix),
      Marker: encode(input.Marker ?? ''),
      MaxKeys: listing.limit,
      IsTruncated: truncated,
      ...(input.Delimiter && { Delimiter: encode(input.Delimiter) }),
      ...(input.EncodingType && { EncodingType: input.EncodingType }),
      // Without a delimiter the last key is the next marker, and is not said again.
      ...(truncated && last && input.Delimiter && { NextMarker: encode(last.name) }),
      ...(items.length > 0 && { Contents: items.map((one) => shown(one, bucket, true, encode)) }),
      ...shownPrefixes(prefixes, encode),
    };
  }, listNeeds('ListBucket')),
};
