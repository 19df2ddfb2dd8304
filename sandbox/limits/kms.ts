import { isRead, ownBucket, perSecond, type Charges } from './limit.js';

// "Request quotas" (AWS KMS Developer Guide), requests per second.
const RATES: Readonly<Record<string, number>> = {
  CancelKeyDeletion: 5,
  CreateAlias: 5,
  CreateGrant: 50,
  CreateKey: 5,
  DeleteAlias: 15,
  DeleteImportedKeyMaterial: 15,
  DescribeKey: 2000,
  DisableKey: 5,
  DisableKeyRotation: 5,
  EnableKey: 5,
  EnableKeyRotation: 15,
  GenerateDataKeyPair: 20,
  GenerateDataKeyPairWithoutPlaintext: 20,
  GetKeyPolicy: 1000,
  GetKeyRotationStatus: 1000,
  GetParametersForImport: 1,
  GetPublicKey: 2000,
  ImportKeyMaterial: 15,
  ListAliases: 500,
  ListGrants: 100,
  ListKeyPolicies: 100,
  ListKeyRotations: 100,
  ListKeys: 500,
  ListResourceTags: 2000,
  ListRetirableGrants: 100,
  PutKeyPolicy: 15,
  ReplicateKey: 5,
  RetireGrant: 50,
  RevokeGrant: 50,
  RotateKeyOnDemand: 5,
  ScheduleKeyDeletion: 15,
  TagResource: 10,
  UntagResource: 5,
  UpdateAlias: 5,
  UpdateKeyDescription: 5,
  UpdatePrimaryRegion: 5,
};

const SYMMETRIC = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GenerateRandom',
  'ReEncrypt',
  'VerifyMac',
]);
const ASYMMETRIC = new Set(['DeriveSharedSecret', 'Sign', 'Verify']);

const LARGEST = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);
const LARGE = new Set(['us-east-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'eu-central-1', 'eu-west-2']);
const cryptographic = (region: string): number => (LARGEST.has(region) ? 100_000 : LARGE.has(region) ? 20_000 : 10_000);

/** Cryptographic operations share a quota; each management operation has its own. */
export const kmsCharges: Charges = ({ operation, region }) => {
  if (SYMMETRIC.has(operation))
    return [{ bucket: 'cryptographic', limit: perSecond(cryptographic(region)), tokens: 1 }];
  if (ASYMMETRIC.has(operation)) return [{ bucket: 'asymmetric', limit: perSecond(1000), tokens: 1 }];
  return ownBucket(operation, perSecond(RATES[operation] ?? (isRead(operation) ? 100 : 5)));
};
