import { ApplicationFailure } from '@temporalio/common';
import type { VaultExamination } from '../../workflows/contract/examination.js';
import { accountOf } from '../../workflows/contract/names.js';
import type { Vault } from '../aws/vault.js';
import { lackingLock } from './vault-check.js';

/**
 * Whether the vault is out of reach of whoever holds the account `attacked`, as the worker's own role can see it. That the
 * bucket belongs to the role's account is for S3 to say: it refuses whoever expects another owner (`ExpectedBucketOwner`).
 */
export const examineVault = async (vault: Vault, attacked: string): Promise<VaultExamination> => {
  const { bucket, roleArn, keyArn } = vault;
  const account = accountOf(roleArn);
  const problems = await lackingLock(vault, 'examination').catch((error: unknown) => {
    if (!(error instanceof ApplicationFailure)) throw error;
    return [error.message];
  });
  return {
    bucket,
    account,
    isInAttackedAccount: [roleArn, ...(keyArn ? [keyArn] : [])].some((arn) => accountOf(arn) === attacked),
    problems: [
      ...problems,
      ...(keyArn === undefined ? ['vault.keyArn is not set: the key is one that AWS manages'] : []),
      ...(keyArn !== undefined && accountOf(keyArn) !== account
        ? [`its key is in account ${accountOf(keyArn)}, the vault in ${account}`]
        : []),
    ],
  };
};
