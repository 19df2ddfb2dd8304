import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import type { SealObject } from '../../workflows/contract/entries.js';
import { accountOf } from '../../workflows/contract/names.js';
import { awsTime } from './aws-time.js';
import { clientSettings } from './client-settings.js';
import { roleSession } from './role-session.js';
import { sealPolicy } from './vault-policy.js';
import type { VaultSettings } from './vault.js';

/** Where seals are kept out of our own reach. */
export type SealVault = {
  /** The keys of all objects below `place`. */
  readonly list: (place: string) => Promise<readonly string[]>;
  readonly read: (key: string) => Promise<string>;
  /** Keeps a text under a key, for good; the same text under the same key is kept once. */
  readonly keep: (key: string, text: string) => Promise<SealObject>;
  readonly close: () => void;
};

const day = 86_400_000;

/**
 * Opens the vault for seals alone: its session can write, read and list below `place`, and nothing else. These calls do
 * not pass the ledger's door: a seal changes nothing in the account under attack, nobody signs for it, and an entry
 * about each would have to be sealed in its turn. What was kept is on record as a `seal` entry.
 */
export const openSealVault = (settings: VaultSettings, place: string): SealVault => {
  const { bucket: Bucket, region, retainDays, roleArn, externalId } = settings;
  // S3 refuses where the bucket is not of the role's account: a name that was given up can be anybody's.
  const ExpectedBucketOwner = accountOf(roleArn);
  const sts = new STS(clientSettings(region));
  const policy = sealPolicy(settings, place);
  const credentials = roleSession(sts, { roleArn, externalId, name: 'seals', policy });
  const s3 = new S3({ ...clientSettings(region), credentials });

  const found = async (Key: string): Promise<{ readonly text: string; readonly stored: SealObject }> => {
    const {
      Body,
      VersionId = '',
      ObjectLockRetainUntilDate,
    } = await s3.getObject({ Bucket, ExpectedBucketOwner, Key });
    const retainUntil = ObjectLockRetainUntilDate?.toISOString() ?? '';
    return {
      text: (await Body?.transformToString()) ?? '',
      stored: { bucket: Bucket, key: Key, versionId: VersionId, retainUntil },
    };
  };

  return {
    list: async (Prefix) => {
      const keys: string[] = [];
      for (let ContinuationToken: string | undefined; ;) {
        const page = await s3.listObjectsV2({
          Bucket,
          ExpectedBucketOwner,
          Prefix,
          ...(ContinuationToken && { ContinuationToken }),
        });
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        ContinuationToken = page.NextContinuationToken;
        if (!ContinuationToken) return keys;
      }
    },
    read: async (key) => (await found(key)).text,
    keep: async (Key, text) => {
      // By AWS's clock: the lock is AWS's.
      const until = new Date((await awsTime(sts)).getTime() + retainDays * day);
      try {
        const { VersionId = '' } = await s3.putObject({
          Bucket,
          ExpectedBucketOwner,
          Key,
          Body: text,
          ContentType: 'text/plain; charset=utf-8',
          // S3 takes no object with a lock of its own without one ("Managing Object Lock", Amazon S3 User Guide).
          ChecksumAlgorithm: 'SHA256',
          IfNoneMatch: '*',
          // Never governance: what somebody may take off proves nothing against them.
          ObjectLockMode: 'COMPLIANCE',
          ObjectLockRetainUntilDate: until,
        });
        return { bucket: Bucket, key: Key, versionId: VersionId, retainUntil: until.toISOString() };
      } catch (error) {
        if ((error as Error).name !== 'PreconditionFailed') throw error;
        const { text: other, stored } = await found(Key);
        if (other !== text) throw new Error(`s3://${Bucket}/${Key} is not the seal of that name.`, { cause: error });
        return stored;
      }
    },
    close: () => {
      s3.destroy();
      sts.destroy();
    },
  };
};
