import type { KeyMetadata, KeySpec } from '@aws-sdk/client-kms';
import type { KeyRecord } from './records.js';
import { factsOf, isSymmetric } from './specs.js';

/** The name that AWS had for `KeySpec`, and still takes and gives beside it. */
export const FORMER_SPEC: string = 'CustomerMasterKeySpec';

/** The member of that name, for the specs that were there when it was. */
export const formerSpec = (spec: KeySpec): Readonly<Record<string, string>> =>
  spec === 'ECC_NIST_EDWARDS25519' ? {} : { [FORMER_SPEC]: spec };

/** A key as DescribeKey shows it. */
export const metadataOf = (key: KeyRecord): KeyMetadata => {
  const { signing, encryption, mac } = factsOf(key.spec);
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdAt),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    ...(key.deletionAt !== undefined && { DeletionDate: new Date(key.deletionAt) }),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    KeySpec: key.spec,
    ...formerSpec(key.spec),
    ...(key.usage === 'ENCRYPT_DECRYPT' && { EncryptionAlgorithms: [...encryption] }),
    ...(key.usage === 'SIGN_VERIFY' && { SigningAlgorithms: [...signing] }),
    ...(key.usage === 'GENERATE_VERIFY_MAC' && { MacAlgorithms: [...mac] }),
    MultiRegion: false,
    ...(isSymmetric(key) && { CurrentKeyMaterialId: key.material.id }),
  };
};
