import type {
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  ListPartsOutput,
  ListPartsRequest,
} from '@aws-sdk/client-s3';
import { operation, type Operations } from '../operation.js';
import { DEFAULT_ALGORITHM } from './checksums.js';
import { bucketOf, canonicalId } from './find-bucket.js';
import { byKey, encoder, listed, listingOf, shownPrefixes } from './listing.js';
import { bucketNeed, onObject } from './needs.js';
import { partsOf, uploadsIn, type UploadRecord } from './upload-records.js';
import { uploadOf } from './uploads.js';

const MOST_PARTS = 1000;

/** Where a page of parts begins and ends: numbers on the wire, whatever the SDK calls them. */
export const shownMarkers = (from: string, last: number | undefined) => ({
  PartNumberMarker: Number(from) as never,
  NextPartNumberMarker: (last ?? 0) as never,
});

const shownAlgorithm = ({ checksum }: UploadRecord) =>
  checksum && { ChecksumAlgorithm: checksum.algorithm as never, ChecksumType: checksum.type };

/** ListParts, ListMultipartUploads. */
export const listUploadOperations: Operations = {
  ListParts: operation<ListPartsRequest, ListPartsOutput>((call, input) => {
    const bucket = bucketOf(call, input);
    const upload = uploadOf(call, bucket, input);
    const { PartNumberMarker = '0' } = input;
    const limit = Math.min(input.MaxParts ?? MOST_PARTS, MOST_PARTS);
    const after = partsOf(call.world, upload.id)
      .all()
      .filter(({ number }) => number > Number(PartNumberMarker))
      .sort((a, b) => a.number - b.number);
    const some = after.slice(0, limit);
    const algorithm = upload.checksum?.algorithm ?? DEFAULT_ALGORITHM;
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      ...shownMarkers(PartNumberMarker, some.at(-1)?.number),
      MaxParts: limit,
      IsTruncated: after.length > some.length,
      Initiator: { ID: upload.initiator },
      Owner: { ID: canonicalId(bucket.account) },
      StorageClass: upload.storageClass as never,
      ...shownAlgorithm(upload),
      ...(some.length > 0 && {
        Parts: some.map(({ number, at, etag, blob, checksum }) => ({
          PartNumber: number,
          LastModified: new Date(at),
          ETag: `"${etag}"`,
          Size: blob.size,
          ...(upload.checksum && { [`Checksum${algorithm}`]: checksum }),
        })),
      }),
    };
  }, onObject('ListMultipartUploadParts')),

  ListMultipartUploads: operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput>(
    (call, input) => {
      const bucket = bucketOf(call, input);
      const { KeyMarker = '', UploadIdMarker } = input;
      const encode = encoder(input.EncodingType);
      const listing = listingOf(input, input.MaxUploads);
      const all = [...uploadsIn(call.world, bucket.name).all()].sort(
        (a, b) => byKey(a.key, b.key) || a.initiatedAt - b.initiatedAt,
      );
      // Of the marker's key, those behind the upload that ended the page before; without one, none.
      const marked = all.findIndex(({ id }) => id === UploadIdMarker);
      const behind = all.filter(({ key }, index) => {
        const order = KeyMarker === '' ? 1 : byKey(key, KeyMarker);
        return order > 0 || (order === 0 && marked >= 0 && index > marked);
      });
      const { items, prefixes, truncated, last } = listed(
        behind,
        ({ key }) => key,
        listing,
        UploadIdMarker === undefined ? KeyMarker : '',
      );
      return {
        Bucket: bucket.name,
        Prefix: encode(listing.prefix),
        KeyMarker: encode(KeyMarker),
        UploadIdMarker: UploadIdMarker ?? '',
        MaxUploads: listing.limit,
        IsTruncated: truncated,
        ...(input.Delimiter && { Delimiter: encode(input.Delimiter) }),
        ...(input.EncodingType && { EncodingType: input.EncodingType }),
        ...(truncated && last && { NextKeyMarker: encode(last.name), NextUploadIdMarker: last.item?.id ?? '' }),
        ...(items.length > 0 && {
          Uploads: items.map((upload) => ({
            Key: encode(upload.key),
            UploadId: upload.id,
            Initiated: new Date(upload.initiatedAt),
            Initiator: { ID: upload.initiator },
            Owner: { ID: canonicalId(bucket.account) },
            StorageClass: upload.storageClass as never,
            ...shownAlgorithm(upload),
          })),
        }),
        ...shownPrefixes(prefixes, encode),
      };
    },
    (call, input) => [bucketNeed('ListBucketMultipartUploads', bucketOf(call, input))],
  ),
};
