import type {
  DisableEbsEncryptionByDefaultResult,
  EnableEbsEncryptionByDefaultResult,
  GetEbsDefaultKmsKeyIdResult,
  GetEbsEncryptionByDefaultResult,
} from '@aws-sdk/client-ec2';
import { operation, type Operations, type Place } from '../../operation.js';
import type { Table } from '../../../world/store.js';

type Defaults = { readonly encrypt: boolean };

const ROW = 'ebs';

const defaults = (place: Place): Table<Defaults> => place.world.table('ec2.ebsDefaults', place);

/** Whether the account encrypts new volumes and copies in this Region without being told to. */
export const encryptsByDefault = (place: Place): boolean => defaults(place).get(ROW)?.encrypt ?? false;

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
  GetEbsDefaultKmsKeyId: operation<object, GetEbsDefaultKmsKeyIdResult>(() => ({ KmsKeyId: 'alias/aws/ebs' })),
};
