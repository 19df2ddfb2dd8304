import type { CompletedPart } from '@aws-sdk/client-s3';
import { AwsFailure, type Call } from '../operation.js';
import { DEFAULT_ALGORITHM, givenChecksum } from './checksums.js';
import { invalidRequest, malformedXml } from './failures.js';
import { partsOf, type PartRecord, type UploadRecord } from './upload-records.js';

/** Every part but the last has at least these bytes. */
const SMALLEST = 5 * 1024 ** 2;

const invalidPart = (UploadId: string, PartNumber: number): AwsFailure =>
  new AwsFailure(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { UploadId, PartNumber },
  );

/**
 * The parts that a request to complete an upload names: in order, present, large enough and as the client has them.
 * InvalidPartOrder, InvalidPart, EntityTooSmall.
 */
export const chosenParts = (
  call: Call,
  upload: UploadRecord,
  asked: readonly CompletedPart[],
): readonly PartRecord[] => {
  if (asked.length === 0) throw malformedXml();
  const stored = partsOf(call.world, upload.id);
  const parts = asked.map((one, index) => {
    const { PartNumber: number = 0, ETag = '' } = one;
    if (index > 0 && number <= (asked[index - 1]?.PartNumber ?? 0))
      throw new AwsFailure(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
        400,
        { UploadId: upload.id },
      );
    const part = stored.get(String(number));
    if (part?.etag !== ETag.replaceAll('"', '')) throw invalidPart(upload.id, number);
    checkPartChecksum(upload, one, part);
    return part;
  });
  const small = parts.slice(0, -1).find(({ blob }) => blob.size < SMALLEST);
  if (small !== undefined)
    throw new AwsFailure('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      ProposedSize: small.blob.size,
      MinSizeAllowed: SMALLEST,
      PartNumber: small.number,
      ETag: small.etag,
    });
  return parts;
};

const checkPartChecksum = ({ id, checksum }: UploadRecord, asked: CompletedPart, part: PartRecord): void => {
  const given = givenChecksum(asked as Readonly<Record<string, unknown>>);
  if (given === undefined && checksum?.type === 'COMPOSITE')
    throw invalidRequest(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include ` +
        `the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  if (given === undefined) return;
  if (given.algorithm !== (checksum?.algorithm ?? DEFAULT_ALGORITHM) || given.value !== part.checksum)
    throw invalidPart(id, part.number);
};
