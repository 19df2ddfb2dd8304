import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Part } from '@aws-sdk/client-s3';
import type { Aws, Values } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import type { VaultAccess } from '../aws/vault-policy.js';
import type { Vault } from '../aws/vault.js';
import { readBack } from './read-back.js';
import { uploadIds } from './upload-calls.js';
import { checksumOf, findVersion, listParts, type SignedPart } from './vault-uploads.js';

/** An object as it stands in the vault: read back, locked, held. */
export const kept = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  versionId: z.string(),
  sha256: z.string(),
  bytes: z.int(),
  lockMode: z.string(),
  retainUntil: z.string(),
  legalHold: z.string(),
});
export type Kept = z.infer<typeof kept>;

const versioned = z.object({ VersionId: z.string() });
const begun = z.object({ ObjectLockRetainUntilDate: z.string() });

// S3 keeps no more of a time than it says.
const wholeSeconds = (time: string): number => Math.floor(Date.parse(time) / 1_000);

/** An upload to be ended: the parts that addresses were signed for, and the SHA-256 of all of it, in hexadecimal. */
type Upload = {
  readonly key: string;
  readonly uploadId: string;
  readonly parts: readonly SignedPart[];
  readonly sha256: string;
};

/**
 * Ends an upload: what the vault has must be the parts that addresses were signed for, and S3 is told the SHA-256 of each
 * once more; then it is put together, read back whole and hashed, its lock is looked at, and it is put under legal hold.
 */
export const concludeUpload = async (aws: Aws, vault: Vault, number: number, upload: Upload): Promise<Kept> => {
  const { key, parts, sha256 } = upload;
  const ids = uploadIds(number);
  const version = await aws.create(
    ids.complete,
    () => findVersion(vault, key),
    () => arrivedParts(aws, vault, upload, ids.complete),
  );
  const { VersionId: versionId } = versioned.parse(version);
  const read = await readBack(aws, vault, key, versionId, parts);
  if (read.sha256 !== sha256)
    throw failure(
      failureTypes.failed,
      `${key} in the vault has SHA-256 ${read.sha256}, and the host reports ${sha256}.`,
      'The host may be lying. What is in the vault stays there, locked.',
    );
  await aws.make(ids.hold);
  const lock = await lockOf(vault, key, versionId);
  const { ObjectLockRetainUntilDate: asked } = begun.parse(await aws.askedOf(ids.begin));
  const isAsLong = wholeSeconds(lock.retainUntil) >= wholeSeconds(asked);
  if (lock.lockMode !== vault.lockMode.toUpperCase() || lock.legalHold !== 'ON' || !isAsLong)
    throw failure(
      failureTypes.notHolding,
      `${key} in the vault is not locked as it was signed (until ${asked}, held): ${lock.lockMode} until ${lock.retainUntil}, legal hold ${lock.legalHold}.`,
    );
  return { bucket: vault.bucket, key, versionId, ...read, ...lock };
};

/** The parts by which S3 puts an object together: ETags as it has them, SHA-256 as addresses were signed for them. */
const arrivedParts = async (
  aws: Aws,
  vault: Vault,
  { key, uploadId, parts }: Upload,
  complete: string,
): Promise<Values> => {
  const arrived = await listParts(vault, key, uploadId);
  // An earlier attempt that was still on its way may have put it together a moment ago.
  if (!arrived && (await aws.askedOf(complete)) !== null && (await findVersion(vault, key)) !== null)
    throw failure(failureTypes.inconsistent, `${key} was put together meanwhile.`, 'It is looked at again.');
  const differs = arrived ? difference(parts, arrived) : 'the upload is open no more';
  if (!arrived || differs)
    throw failure(failureTypes.failed, `What arrived in the vault is not what the host reports: ${differs}.`);
  return {
    MultipartUpload: {
      Parts: parts.map(({ part, sha256 }, index) => ({
        PartNumber: part,
        ETag: arrived[index]?.ETag ?? '',
        ChecksumSHA256: checksumOf(sha256),
      })),
    },
  };
};

const difference = (signed: readonly SignedPart[], arrived: readonly Part[]): string | null => {
  if (signed.length !== arrived.length) return `${arrived.length} parts arrived, ${signed.length} were reported`;
  const wrong = signed.find(({ part, bytes, sha256 }, index) => {
    const there = arrived[index];
    return there?.PartNumber !== part || there.Size !== bytes || there.ChecksumSHA256 !== checksumOf(sha256);
  });
  return wrong ? `part ${wrong.part}` : null;
};

/** The lock that AWS reads back of an object. */
export const lockOf = async (
  vault: Vault,
  key: string,
  versionId: string,
  access?: VaultAccess,
): Promise<Pick<Kept, 'lockMode' | 'retainUntil' | 'legalHold'>> => {
  const where = { Bucket: vault.bucket, Key: key, VersionId: versionId };
  const s3 = vault.object(key, access);
  const { Retention } = await reading('s3:GetObjectRetention', key, () => s3.getObjectRetention(where));
  const { LegalHold } = await reading('s3:GetObjectLegalHold', key, () => s3.getObjectLegalHold(where));
  return {
    lockMode: Retention?.Mode ?? 'none',
    retainUntil: Retention?.RetainUntilDate?.toISOString() ?? 'never locked',
    legalHold: LegalHold?.Status ?? 'OFF',
  };
};
