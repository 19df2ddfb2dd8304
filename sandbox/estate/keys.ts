import type { KMS } from '@aws-sdk/client-kms';
import { present } from './answers.js';

/** The customer managed KMS keys of the company, by ARN. */
export type Keys = { readonly disks: string; readonly backups: string };

/** Makes the keys with their aliases, `alias/acme-ebs` and `alias/acme-backups`; they rotate every year. */
export const makeKeys = async (kms: KMS): Promise<Keys> => {
  const [disks, backups] = await Promise.all([
    makeKey(kms, 'acme-ebs', 'Volumes that hold customer data'),
    makeKey(kms, 'acme-backups', 'Backups of the databases'),
  ]);
  return { disks, backups };
};

/** Makes a symmetric key with an alias. */
const makeKey = async (kms: KMS, alias: string, Description: string): Promise<string> => {
  const { KeyMetadata } = await kms.createKey({ Description });
  const id = present(KeyMetadata?.KeyId);
  await kms.createAlias({ AliasName: `alias/${alias}`, TargetKeyId: id });
  await kms.enableKeyRotation({ KeyId: id });
  return present(KeyMetadata?.Arn);
};
