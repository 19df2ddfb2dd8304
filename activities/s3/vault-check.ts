import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import { accountOf } from '../../workflows/contract/names.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import type { Vault } from '../aws/vault.js';

/**
 * The vault that is configured, once it is known to keep what it is given. Refuses, and says what to configure, where
 * there is none, where it has no Object Lock, and where it is in the very account that is under attack.
 */
export const usableVault = async (aws: Aws, key: string): Promise<Vault> => {
  const { vault } = aws;
  if (!vault)
    throw failure(
      failureTypes.refused,
      'No evidence vault is configured: memory would have nowhere to go.',
      'Make a bucket with Object Lock and a role for it in another account, and set vault.bucket, vault.roleArn, vault.externalId and vault.retainDays in firebreak.yaml.',
    );
  if (accountOf(vault.roleArn) === aws.account)
    throw failure(
      failureTypes.refused,
      `The vault's role is in ${aws.account}, the account under attack: whoever owns that could delete the key or the role.`,
      'Keep the vault in an account of its own.',
    );
  const problems = await aws.once(`vault ${vault.bucket}`, () => lackingLock(vault, key).catch(unusable));
  if (problems.length > 0)
    throw failure(
      failureTypes.refused,
      `The vault would not keep evidence: ${problems.join(', ')}.`,
      'Evidence needs a bucket that was made with Object Lock.',
    );
  return vault;
};

/**
 * What the bucket lacks of keeping what it is given, one sentence each; empty when nothing. It must belong to the account
 * of the vault's role. Asked in the session of the object `key`.
 */
export const lackingLock = async (vault: Vault, key: string): Promise<readonly string[]> => {
  const s3 = vault.object(key);
  const asked = { Bucket: vault.bucket, ExpectedBucketOwner: accountOf(vault.roleArn) };
  const versioning = await reading('s3:GetBucketVersioning', vault.bucket, () => s3.getBucketVersioning(asked));
  const lock = await reading('s3:GetObjectLockConfiguration', vault.bucket, () =>
    s3.getObjectLockConfiguration(asked),
  ).catch((error: unknown) => {
    if (error instanceof ApplicationFailure && error.type === failureTypes.notFound) return null;
    throw error;
  });
  return [
    ...(versioning.Status === 'Enabled' ? [] : [`${vault.bucket} keeps no versions`]),
    ...(lock?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled' ? [] : [`${vault.bucket} has no Object Lock`]),
  ];
};

// A vault that does not let us in is no vault: left to itself, the step would only be left out of the plan.
const unusable = (error: unknown): never => {
  if (!(error instanceof ApplicationFailure) || error.type !== failureTypes.denied) throw error;
  throw failure(
    failureTypes.refused,
    `The evidence vault does not let us in: ${error.message}`,
    'Look at vault.roleArn and vault.externalId, at the trust policy of that role, and at the right to assume it.',
  );
};
