import { encryptionProperty } from './bucket-encryption.js';
import { policyProperty } from './bucket-policy.js';
import { bucketStatements, logBucketStatements } from './bucket-statements.js';
import { bucketProperties } from './bucket.js';
import type { Keeping } from './keeping.js';
import { keyOf, keyProperties } from './key.js';
import { differs, holds, missing, type Property } from './property.js';
import { roleProperties } from './role.js';
import { vaultAccount, type Site } from './site.js';
import { accessLogOf, trailProperty } from './trail.js';

/**
 * All that has to be so of the vault, in the order in which it is made: the key before what it encrypts, each bucket's
 * policy after what it denies to change.
 */
export const vaultProperties = async (site: Site): Promise<readonly Property[]> => {
  const { vault, clients } = site;
  const account = vaultAccount(vault);
  const log = await accessLogOf(site);
  const key = (): Promise<string | null> => keyOf(site);
  const kept = { s3: clients.s3, account, region: vault.region } as const;
  const bucket: Keeping = {
    ...kept,
    bucket: vault.bucket,
    called: 'bucket',
    lock: { mode: vault.lockMode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE', days: vault.retainDays },
    statements: async () => {
      const keyArn = await key();
      return keyArn === null ? null : bucketStatements(vault.bucket, keyArn);
    },
  };
  const logBucket: Keeping = {
    ...kept,
    bucket: log.bucket,
    called: 'log bucket',
    lock: bucket.lock,
    statements: async () => logBucketStatements(log.bucket, { account, trailArn: log.trailArn }),
  };
  return [
    ...keyProperties(site),
    ...bucketProperties(bucket),
    encryptionProperty(bucket, key),
    policyProperty(bucket),
    ...roleProperties(site),
    // A trail that was there before has a bucket that others answer for, often in another account.
    ...(log.isOurs ? [...bucketProperties(logBucket), policyProperty(logBucket)] : []),
    trailProperty(site, log),
    configuredKey(site),
  ];
};

/** Uploads name the key, so the configuration has to: the bucket refuses any other. */
const configuredKey = (site: Site): Property => ({
  name: 'configuration',
  should: 'vault.keyArn is the vault’s key',
  fix: 'Write vault.keyArn into firebreak.yaml, as it is shown, and start the workers anew.',
  look: async () => {
    const found = await keyOf(site);
    if (found === null) return missing('no key');
    return site.vault.keyArn === found ? holds(found) : differs(`not set; the key is ${found}`);
  },
  make: async () => undefined,
});
