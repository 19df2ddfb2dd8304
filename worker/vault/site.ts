import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { IAM } from '@aws-sdk/client-iam';
import type { KMS } from '@aws-sdk/client-kms';
import type { S3 } from '@aws-sdk/client-s3';
import type { VaultSettings } from '../../activities/aws/vault.js';
import { accountOf } from '../../workflows/contract/names.js';

/** AWS's own clients, of an administrator of the vault's account, in the vault's Region. */
export type AdminClients = {
  readonly s3: S3;
  readonly kms: KMS;
  readonly iam: IAM;
  readonly cloudtrail: CloudTrail;
};

/** Where the vault is, or is to be. */
export type Site = {
  readonly vault: VaultSettings;
  readonly clients: AdminClients;
  /** Whom a role that has to be made trusts: the ARN that the worker acts as. */
  readonly worker: string | null;
};

/** The account that the vault is in: that of its role. */
export const vaultAccount = ({ roleArn }: VaultSettings): string => accountOf(roleArn);

/** The alias of the vault's key, by which it is found while no ARN is configured. */
export const aliasOf = ({ bucket }: VaultSettings): string => `alias/${bucket}`;
