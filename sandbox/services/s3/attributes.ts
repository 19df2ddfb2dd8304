import type { GetObjectAttributesOutput, GetObjectAttributesRequest, ObjectPart } from '@aws-sdk/client-s3';
import { operation, type Operations } from '../operation.js';
import { shownChecksum } from './checksums.js';
import { bucketOf } from './find-bucket.js';
import { checkReadable } from './encryption.js';
import { shownMarkers } from './list-uploads.js';
import { onObject } from './needs.js';
import type { ObjectFacts } from './records.js';
import { objectFor, shownVersion } from './versions.js';

const MOST_PARTS = 1000;

const partsOf = (
  { parts, checksum }: ObjectFacts,
  { MaxParts = MOST_PARTS, PartNumberMarker = '0' }: GetObjectAttributesRequest,
): GetObjectAttributesOutput['ObjectParts'] => {
  if (parts === undefined) return undefined;
  const limit = Math.min(MaxParts, MOST_PARTS);
  const after = parts.filter(({ number }) => number > Number(PartNumberMarker));
  const some = after.slice(0, limit);
  return {
    TotalPartsCount: parts.length,
    ...shownMarkers(PartNumberMarker, some.at(-1)?.number),
    MaxParts: limit,
    IsTruncated: after.length > some.length,
    // Only parts with checksums of their own are listed.
    ...(checksum.type === 'COMPOSITE' && {
      Parts: some.map((part): ObjectPart => ({
        PartNumber: part.number,
        Size: part.size,
        [`Checksum${checksum.algorithm}`]: part.checksum,
      })),
    }),
  };
};

const onAttributes = onObject('GetObjectAttributes', 'GetObjectVersionAttributes');
const onContent = onObject('GetObject', 'GetObjectVersion');

/** GetObjectAttributes. */
export const attributeOperations: Operations = {
  GetObjectAttributes: operation<GetObjectAttributesRequest, GetObjectAttributesOutput>(
    (call, input) => {
      const bucket = bucketOf(call, input);
      const { id, at, object } = objectFor(call, bucket, input);
      checkReadable(call, bucket, input.Key ?? '', object.encryption);
      const asked = new Set(input.ObjectAttributes);
      const ObjectParts = asked.has('ObjectParts') ? partsOf(object, input) : undefined;
      return {
        LastModified: new Date(at),
        ...shownVersion(bucket, id),
        ...(asked.has('ETag') && { ETag: object.etag }),
        ...(asked.has('Checksum') && { Checksum: shownWhole(object) }),
        ...(ObjectParts && { ObjectParts }),
        ...(asked.has('StorageClass') && { StorageClass: object.storageClass as never }),
        ...(asked.has('ObjectSize') && { ObjectSize: object.size }),
      };
    },
    (call, input) => [...onAttributes(call, input), ...onContent(call, input)],
  ),
};

/** Here the number of parts does not follow a checksum of checksums. */
const shownWhole = ({ checksum }: ObjectFacts): Readonly<Record<string, string>> =>
  shownChecksum({ ...checksum, value: checksum.value.replace(/-\d+$/, '') });
