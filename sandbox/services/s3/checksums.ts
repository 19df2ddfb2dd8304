import { createHash } from 'node:crypto';
import type { ChecksumType } from '@aws-sdk/client-s3';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure } from '../operation.js';
import { crcOf, isCrc } from './crc.js';
import { invalidRequest } from './failures.js';

/** The algorithms of checksums that the sandbox computes, and their lengths in bytes. */
const LENGTHS = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32, SHA512: 64, MD5: 16 } as const;

/** The name of an algorithm; the members of inputs and outputs are `Checksum` and the name. */
export type ChecksumAlgorithm = keyof typeof LENGTHS;

/** The checksum of an object. */
export type ChecksumFacts = {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; with `-` and the number of parts where it is one of the parts' checksums. */
  readonly value: string;
  readonly type: ChecksumType;
};

/** What S3 computes for a writer who names no algorithm. */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = 'CRC64NVME';

const ALGORITHMS = Object.keys(LENGTHS) as ChecksumAlgorithm[];
const XXHASHES = ['XXHASH64', 'XXHASH3', 'XXHASH128'];

/** An input of which some members are checksums. */
export type Checksummed = Readonly<Record<string, unknown>>;

/** An algorithm by the name that a request gives. */
export const algorithmNamed = (name: string): ChecksumAlgorithm => {
  const found = ALGORITHMS.find((one) => one === name);
  if (found === undefined) throw notSimulated(`the checksum algorithm ${name}`);
  return found;
};

/** The checksum that a request brings, well-formed, if it brings one. */
export const givenChecksum = (
  input: Checksummed,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined => {
  const given = [...ALGORITHMS, ...XXHASHES].flatMap((algorithm) => {
    const value = input[`Checksum${algorithm}`];
    return typeof value === 'string' ? [{ algorithm: algorithmNamed(algorithm), value }] : [];
  });
  if (given.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const [one] = given;
  const named = input['ChecksumAlgorithm'];
  if (one !== undefined && typeof named === 'string' && named !== one.algorithm)
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  return one;
};

/** The checksum of bytes, base64. */
export const checksumOf = (algorithm: ChecksumAlgorithm, bytes: Uint8Array): string => {
  const checksum: Buffer = isCrc(algorithm)
    ? crcOf(algorithm, bytes)
    : createHash(algorithm.toLowerCase()).update(bytes).digest();
  return checksum.toString('base64');
};

/** Refuses (InvalidRequest) what cannot be a checksum by this algorithm. */
const checkForm = (algorithm: ChecksumAlgorithm, value: string): void => {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== LENGTHS[algorithm] || bytes.toString('base64') !== value)
    throw invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
};

/** The error for content that is not what its checksum says. */
export const badDigest = (name: string): AwsFailure =>
  new AwsFailure('BadDigest', `The ${name} you specified did not match the calculated checksum.`);

/**
 * Verifies what a request says of its body: InvalidDigest, BadDigest, InvalidRequest. Returns the checksum that is kept
 * with it, by the algorithm of the request or `otherwise`.
 */
export const verifiedChecksum = (
  input: Checksummed,
  body: Uint8Array,
  otherwise: ChecksumAlgorithm = DEFAULT_ALGORITHM,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } => {
  verifyMd5(input['ContentMD5'], body);
  const given = givenChecksum(input);
  const named = input['ChecksumAlgorithm'];
  const algorithm = given?.algorithm ?? (typeof named === 'string' ? algorithmNamed(named) : otherwise);
  if (given !== undefined) checkForm(algorithm, given.value);
  const value = checksumOf(algorithm, body);
  if (given !== undefined && given.value !== value) throw badDigest(algorithm);
  return { algorithm, value };
};

const verifyMd5 = (given: unknown, body: Uint8Array): void => {
  if (typeof given !== 'string') return;
  const bytes = Buffer.from(given, 'base64');
  if (bytes.length !== LENGTHS.MD5 || bytes.toString('base64') !== given)
    throw new AwsFailure('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (checksumOf('MD5', body) !== given)
    throw new AwsFailure('BadDigest', 'The Content-MD5 you specified did not match what we received.');
};

/** The output members that show a checksum. */
export const shownChecksum = ({ algorithm, value, type }: ChecksumFacts): Readonly<Record<string, string>> => ({
  [`Checksum${algorithm}`]: value,
  ChecksumType: type,
});
