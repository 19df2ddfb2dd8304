import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import type { VaultAccess } from '../aws/vault-policy.js';
import type { Vault } from '../aws/vault.js';
import { readBack, type SentPart } from './read-back.js';
import { uploadIds } from './upload-calls.js';
import { findVersion, listParts } from './vault-uploads.js';

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

/** A part as the host says it sent it, with the ETag that S3 answered it. */
export type ReportedPart = SentPart & { readonly part: number; readonly etag: string };

/**
 * Ends an upload: what the vault has must be what the host says it sent, part by part; then it is put together, read
 * back whole and hashed, its lock is looked at, and it is put under legal hold.
 */
export const concludeUpload = async (
  aws: Aws,
  vault: Vault,
  number: number,
  { key, uploadId, parts, sha256 }: { key: string; uploadId: string; parts: readonly ReportedPart[]; sha256: string },
): Promise<Kept> => {
  const ids = uploadIds(number);
  const completed = await aws.answerOf(ids.complete);
  const arrived = completed ? null : await listParts(vault, key, uploadId);
  const differs = arrived ? difference(parts, arrived) : null;
  if (differs)
    throw failure(failureTypes.failed, `What arrived in the vault is not what the host reports: ${differs}.`);
  const version = await aws.create(
    ids.complete,
    () => findVersion(vault, key),
    async () => ({ MultipartUpload: { Parts: parts.map(({ part, etag }) => ({ PartNumber: part, ETag: etag })) } }),
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

const difference = (
  reported: readonly ReportedPart[],
  arrived: readonly { PartNumber?: number | undefined; Size?: number | undefined; ETag?: string | undefined }[],
): string | null => {
  if (reported.length !== arrived.length) return `${arrived.length} parts arrived, ${reported.length} were reported`;
  const wrong = reported.find((one, index) => {
    const there = arrived[index];
    return there?.PartNumber !== one.part || there.Size !== one.bytes || there.ETag !== one.etag;
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
