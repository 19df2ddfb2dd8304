import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import type { Vault } from '../aws/vault.js';

/** A part as whoever sent it says it is. */
export type SentPart = { readonly bytes: number; readonly sha256: string };

/**
 * Reads a whole object back from the vault, part by part, and hashes it: nothing that S3 or the host says of it is
 * believed. Answers the SHA-256 of all of it; throws where a part is not what was sent.
 */
export const readBack = async (
  aws: Aws,
  vault: Vault,
  key: string,
  versionId: string,
  parts: readonly SentPart[],
): Promise<{ readonly sha256: string; readonly bytes: number }> => {
  const whole = createHash('sha256');
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const hash = createHash('sha256');
    const where = { Bucket: vault.bucket, Key: key, VersionId: versionId };
    const got = await reading('s3:GetObject', key, async () => {
      const range = `bytes=${at}-${at + part.bytes - 1}`;
      const answer = await vault.object(key).getObject({ ...where, Range: range });
      let bytes = 0;
      for await (const chunk of answer.Body as Readable) {
        const data = chunk as Buffer;
        bytes += data.length;
        hash.update(data);
        whole.update(data);
      }
      return bytes;
    });
    if (got !== part.bytes || hash.digest('hex') !== part.sha256)
      throw failure(
        failureTypes.failed,
        `Part ${index + 1} of ${key} in the vault is not what the host said it sent.`,
        'The host may be lying, or the upload was tampered with. What is in the vault stays there.',
      );
    at += part.bytes;
    await aws.progress(`read back and hashed ${index + 1} of ${parts.length} parts from the vault`);
  }
  return { sha256: whole.digest('hex'), bytes: at };
};
