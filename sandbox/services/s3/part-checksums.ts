import type { ChecksumType } from '@aws-sdk/client-s3';
import type { AwsFailure } from '../operation.js';
import { checksumOf, type ChecksumAlgorithm, type ChecksumFacts } from './checksums.js';
import { crcOf, crcTogether, isCrc } from './crc.js';
import { invalidRequest } from './failures.js';

/** A part, as far as the checksum of the whole depends on it. */
export type CheckedPart = { readonly size: number; readonly checksum: string };

/** The checksum of an object from those of its parts: of their checksums, or of all its bytes. */
export const checksumOfParts = (
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly CheckedPart[],
): ChecksumFacts => {
  const checksums = parts.map(({ checksum }) => Buffer.from(checksum, 'base64'));
  if (type === 'COMPOSITE' || !isCrc(algorithm)) {
    const value = checksumOf(algorithm, Buffer.concat(checksums));
    return { algorithm, type: 'COMPOSITE', value: `${value}-${parts.length}` };
  }
  const [first = crcOf(algorithm, Buffer.alloc(0)), ...rest] = checksums;
  const whole = rest.reduce(
    (before, next, index) => crcTogether(algorithm, before, next, parts[index + 1]?.size ?? 0),
    first,
  );
  return { algorithm, type: 'FULL_OBJECT', value: whole.toString('base64') };
};

/** The checksum type that an upload in parts has, by algorithm ("Checking object integrity", Amazon S3 User Guide). */
export const typeFor = (algorithm: ChecksumAlgorithm, asked: ChecksumType | undefined): ChecksumType => {
  if (asked === 'FULL_OBJECT' && !isCrc(algorithm)) throw mismatched('FULL_OBJECT', algorithm);
  if (asked === 'COMPOSITE' && algorithm === 'CRC64NVME') throw mismatched('COMPOSITE', algorithm);
  return asked ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
};

const mismatched = (type: ChecksumType, algorithm: ChecksumAlgorithm): AwsFailure =>
  invalidRequest(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
