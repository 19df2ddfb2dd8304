import { GetObjectCommand, UploadPartCommand, type Part } from '@aws-sdk/client-s3';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import type { Presigned, Vault } from '../aws/vault.js';
import type { SentPart } from './read-back.js';

const isOf =
  (...types: readonly string[]) =>
  (error: unknown): boolean =>
    error instanceof ApplicationFailure && types.includes(error.type ?? '');

/** The upload of that object that was begun since then, after the answer to it was lost; null when there is none. */
export const findUpload = async (vault: Vault, key: string, since: Date): Promise<JsonObject | null> => {
  const { Uploads = [] } = await reading('s3:ListMultipartUploads', key, () =>
    vault.object(key).listMultipartUploads({ Bucket: vault.bucket, Prefix: key }),
  );
  // The key is a nonce of this step's own; S3 gives times in whole seconds.
  const earliest = Math.floor(since.getTime() / 1_000) * 1_000;
  const found = Uploads.find((one) => one.Key === key && (one.Initiated?.getTime() ?? 0) >= earliest);
  return found?.UploadId ? { Bucket: vault.bucket, Key: key, UploadId: found.UploadId } : null;
};

/** The parts that arrived so far, in order; null when the upload is open no more. */
export const listParts = async (vault: Vault, key: string, uploadId: string): Promise<readonly Part[] | null> => {
  const found: Part[] = [];
  let marker: string | undefined;
  try {
    do {
      const page = await reading('s3:ListParts', key, () =>
        vault.object(key).listParts({
          Bucket: vault.bucket,
          Key: key,
          UploadId: uploadId,
          ...(marker && { PartNumberMarker: marker }),
        }),
      );
      found.push(...(page.Parts ?? []));
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (marker);
  } catch (error) {
    if (isOf(failureTypes.notFound)(error)) return null;
    throw error;
  }
  return found;
};

/** The version that stands under a key after all, when the answer to completing it was lost. */
export const findVersion = async (vault: Vault, key: string): Promise<JsonObject | null> => {
  try {
    const head = await reading('s3:HeadObject', key, () =>
      vault.object(key).headObject({ Bucket: vault.bucket, Key: key }),
    );
    return head.VersionId ? { Bucket: vault.bucket, Key: key, VersionId: head.VersionId } : null;
  } catch (error) {
    // Without the right to list the bucket, S3 answers 403 for what is not there.
    if (isOf(failureTypes.notFound, failureTypes.denied)(error)) return null;
    throw error;
  }
};

/** A part that an address is signed for: its number from 1 on, its bytes, its SHA-256. */
export type SignedPart = SentPart & { readonly part: number };

/** A SHA-256 as S3 writes checksums, in base64. */
export const checksumOf = (sha256: string): string => Buffer.from(sha256, 'hex').toString('base64');

/**
 * Addresses to send each part of an upload to, as the lines of a manifest. Each is good for the bytes of that SHA-256
 * alone: whoever uses it sends `x-amz-checksum-sha256` as the line has it, which is signed.
 */
export const partsManifest = async (
  vault: Vault,
  key: string,
  uploadId: string,
  parts: readonly SignedPart[],
): Promise<Buffer> => {
  const commands = parts.map(
    ({ part, sha256 }) =>
      new UploadPartCommand({
        Bucket: vault.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: part,
        ChecksumSHA256: checksumOf(sha256),
      }),
  );
  const addresses = await vault.presign(key, commands);
  return Buffer.from(
    parts
      .map(({ part, sha256 }, index) => ({ part, sha256: checksumOf(sha256), url: addresses[index]?.url }))
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
};

/** An address to read one object from. */
export const readAddress = async (vault: Vault, key: string): Promise<Presigned> => {
  const [address] = await vault.presign(key, [new GetObjectCommand({ Bucket: vault.bucket, Key: key })]);
  if (!address) throw failure(failureTypes.unavailable, `No address of ${key} was signed.`);
  return address;
};
