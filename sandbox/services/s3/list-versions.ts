import type { ListObjectVersionsOutput, ListObjectVersionsRequest, ObjectVersion } from '@aws-sdk/client-s3';
import { operation, type Call, type Operations } from '../operation.js';
import { invalidArgument } from './failures.js';
import { bucketOf, canonicalId } from './find-bucket.js';
import { byKey, encoder, listed, listingOf, shownPrefixes } from './listing.js';
import { listNeeds } from './list-objects.js';
import { objectsIn, type BucketRecord, type VersionRecord } from './records.js';

type Entry = { readonly key: string; readonly version: VersionRecord; readonly latest: boolean };

/** All versions from behind a marker on: of its key those behind its version, and all of later keys. */
const entriesOf = (
  call: Call,
  bucket: BucketRecord,
  keyMarker: string,
  idMarker: string | undefined,
): readonly Entry[] =>
  objectsIn(call.world, bucket.name)
    .all()
    .filter(({ key }) => keyMarker === '' || byKey(key, keyMarker) > (idMarker === undefined ? 0 : -1))
    .sort((a, b) => byKey(a.key, b.key))
    .flatMap(({ key, versions }) => {
      const from = key === keyMarker ? versions.findIndex(({ id }) => id === idMarker) + 1 : 0;
      return versions.map((version, at) => ({ key, version, latest: at === 0 })).slice(from);
    });

/** ListObjectVersions. */
export const listVersionOperations: Operations = {
  ListObjectVersions: operation<ListObjectVersionsRequest, ListObjectVersionsOutput>((call, input) => {
    const bucket = bucketOf(call, input);
    const { KeyMarker = '', VersionIdMarker } = input;
    if (VersionIdMarker !== undefined && KeyMarker === '')
      throw invalidArgument('A version-id marker cannot be specified without a key marker.', 'version-id-marker');
    const encode = encoder(input.EncodingType);
    const listing = listingOf(input, input.MaxKeys);
    const { items, prefixes, truncated, last } = listed(
      entriesOf(call, bucket, KeyMarker, VersionIdMarker),
      ({ key }) => key,
      listing,
      VersionIdMarker === undefined ? KeyMarker : '',
    );
    const common = ({ key, version, latest }: Entry) => ({
      Key: encode(key),
      VersionId: version.id,
      IsLatest: latest,
      LastModified: new Date(version.at),
      Owner: { ID: canonicalId(bucket.account) },
    });
    const Versions = items.flatMap((entry): ObjectVersion[] => {
      const { object } = entry.version;
      return object === undefined
        ? []
        : [
            {
              ...common(entry),
              ETag: `"${object.etag}"`,
              Size: object.size,
              StorageClass: object.storageClass as never,
              ChecksumAlgorithm: [object.checksum.algorithm as never],
              ChecksumType: object.checksum.type,
            },
          ];
    });
    const DeleteMarkers = items.filter(({ version }) => version.object === undefined).map(common);
    return {
      Name: bucket.name,
      Prefix: encode(listing.prefix),
      KeyMarker: encode(KeyMarker),
      VersionIdMarker: VersionIdMarker ?? '',
      MaxKeys: listing.limit,
      IsTruncated: truncated,
      ...(input.Delimiter && { Delimiter: encode(input.Delimiter) }),
      ...(input.EncodingType && { EncodingType: input.EncodingType }),
      ...(truncated &&
        last && {
          NextKeyMarker: encode(last.name),
          ...(last.item && { NextVersionIdMarker: last.item.version.id }),
        }),
      ...(Versions.length > 0 && { Versions }),
      ...(DeleteMarkers.length > 0 && { DeleteMarkers }),
      ...shownPrefixes(prefixes, encode),
    };
  }, listNeeds('ListBucketVersions')),
};
