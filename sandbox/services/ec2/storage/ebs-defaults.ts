import type {
  DisableEbsEncryptionByDefaultResult,
  EnableEbsEncryptionByDefaultResult,
  GetEbsDefaultKmsKeyIdResult,
  GetEbsEncryptionByDefaultResult,
} from '@aws-sdk/client-ec2';
import { putNewKey } from '../../kms/keys.js';
import { serviceKeyPolicy } from '../../kms/key-policy.js';
import { aliasesIn, keysIn } from '../../kms/records.js';
import { operation, type Operations, type Place } from '../../operation.js';
import type { Table } from '../../../world/store.js';

type Defaults = { readonly encrypt: boolean };

const ROW = 'ebs';
const ALIAS = 'alias/aws/ebs';

const defaults = (place: Place): Table<Defaults> => place.world.table('ec2.ebsDefaults', place);

/** Whether the account encrypts new volumes and copies in this Region without being told to. */
export const encryptsByDefault = (place: Place): boolean => defaults(place).get(ROW)?.encrypt ?? false;

/** The ARN of the key that AWS manages for EBS in this account and Region; it is made when first needed. */
export const defaultEbsKey = (place: Place): string => {
  const alias = aliasesIn(place).get(ALIAS);
  const key = alias && keysIn(place).get(alias.keyId);
  if (key !== undefined) return key.arn;
  const made = putNewKey(place, {
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    manager: 'AWS',
    description: 'Default key that protects my EBS volumes when no other key is defined',
    policy: serviceKeyPolicy(place, 'ebs'),
    tags: {},
  });
  const { createdAt } = made;
  aliasesIn(place).put(ALIAS, { name: ALIAS, keyId: made.id, createdAt, updatedAt: createdAt });
  return made.arn;
};

const set = (place: Place, encrypt: boolean) => {
  defaults(place).put(ROW, { encrypt });
  return { EbsEncryptionByDefault: encrypt };
};

/** Enable/Disable/GetEbsEncryptionByDefault, GetEbsDefaultKmsKeyId. */
export const ebsDefaultOperations: Operations = {
  EnableEbsEncryptionByDefault: operation<object, EnableEbsEncryptionByDefaultResult>((call) => set(call, true)),
  DisableEbsEncryptionByDefault: operation<object, DisableEbsEncryptionByDefaultResult>((call) => set(call, false)),
  GetEbsEncryptionByDefault: operation<object, GetEbsEncryptionByDefaultResult>((call) => ({
    EbsEncryptionByDefault: encryptsByDefault(call),
  })),
  GetEbsDefaultKmsKeyId: operation<object, GetEbsDefaultKmsKeyIdResult>(() => ({ KmsKeyId: ALIAS })),
};
