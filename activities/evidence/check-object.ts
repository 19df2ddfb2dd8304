import type { ListObjectVersionsCommandInput, ObjectVersion as Listed } from '@aws-sdk/client-s3';
import type { EvidenceItem, EvidenceLocation, EvidenceLock } from '../../ledger/evidence/item.js';
import { reading } from '../aws/reading.js';
import type { Vault } from '../aws/vault.js';
import { lockOf } from '../s3/conclude-upload.js';
import { bytesDifferences, nothingFound, type Comparison } from './comparison.js';
import { hashObject } from './hash-object.js';

type Place = Extract<EvidenceLocation, { readonly bucket: string }>;
type Read = Awaited<ReturnType<typeof lockOf>>;

/** How far a look is: bytes that were read, of how many. */
export type Told = (bytes: number, of: number) => void;

/** Reads a whole object version of the vault and hashes it; then its lock, its hold, and what stands on top of it. */
export const checkObject = async (
  vault: Vault | null,
  item: EvidenceItem,
  { bucket, key, versionId }: Place,
  told: Told,
  signal: AbortSignal,
): Promise<Comparison> => {
  if (vault?.bucket !== bucket)
    return { ...nothingFound, differences: [`could not be checked: ${bucket} is not the vault that is configured`] };
  const versions = await versionsOf(vault, key);
  const version = versions.find(({ VersionId }) => VersionId === versionId);
  if (!version) return { ...nothingFound, differences: [`missing: ${bucket} has no version ${versionId} of ${key}`] };
  const size = version.Size ?? 0;
  const where = { Bucket: bucket, Key: key, VersionId: versionId, size };
  const read = await hashObject(vault.object(key, 'read'), where, (at) => told(at, size), signal);
  const locked = lockDifferences(item.lock, await lockOf(vault, key, versionId, 'read'));
  return {
    ...read,
    differences: [...bytesDifferences(item, read), ...locked.differences],
    warnings: [
      ...(version.IsLatest ? [] : ['a newer version or a delete marker stands on top of it']),
      ...locked.warnings,
    ],
  };
};

/** Every version of exactly that key. */
const versionsOf = async (vault: Vault, key: string): Promise<readonly Listed[]> => {
  const s3 = vault.object(key, 'read');
  const found: Listed[] = [];
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  for (let isThrough = false; !isThrough;) {
    const asked: ListObjectVersionsCommandInput = {
      Bucket: vault.bucket,
      Prefix: key,
      ...(KeyMarker && { KeyMarker }),
      ...(VersionIdMarker && { VersionIdMarker }),
    };
    const page = await reading('s3:ListObjectVersions', key, () => s3.listObjectVersions(asked));
    const { Versions = [], IsTruncated } = page;
    found.push(...Versions.filter((one) => one.Key === key));
    // The key itself comes before those that only begin with it.
    isThrough = !IsTruncated || Versions.some((one) => one.Key !== key);
    ({ NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page);
  }
  return found;
};

// A longer retention, or compliance where it was governance, keeps it better than was recorded.
const lockDifferences = (
  recorded: EvidenceLock | null,
  { lockMode, retainUntil, legalHold }: Read,
): Pick<Comparison, 'differences' | 'warnings'> => {
  if (!recorded) return { differences: [], warnings: [] };
  const isLocked = lockMode === recorded.mode || lockMode === 'COMPLIANCE';
  const until = recorded.retainUntil ?? '';
  return {
    differences: [
      ...(isLocked ? [] : [`not locked as it was: ${lockMode}, the ledger says ${recorded.mode}`]),
      // One form of time, so that texts compare as times do.
      ...(isLocked && retainUntil < until ? [`shortened lock: until ${retainUntil}, the ledger says ${until}`] : []),
      ...(recorded.legalHold === 'ON' && legalHold !== 'ON' ? ['its legal hold was lifted'] : []),
    ],
    warnings: isLocked && retainUntil < new Date().toISOString() ? [`its lock ran out at ${retainUntil}`] : [],
  };
};
