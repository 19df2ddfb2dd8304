import { defaultKey } from '../../kms/for-use.js';
import { findKey, usable } from '../../kms/lookup.js';
import { keyNeed } from '../../kms/needs.js';
import { AwsFailure, refusalOf, type Call, type Place } from '../../operation.js';
import { encryptsByDefault } from './ebs-defaults.js';
import type { Encryption } from './storage-records.js';

type Asked = { readonly Encrypted?: boolean | undefined; readonly KmsKeyId?: string | undefined };

/**
 * How a new volume or copy is encrypted that is made of `source` (if it is made of something). A key that does not
 * exist is accepted here: AWS checks keys later, and what was made with a bad one fails then.
 */
export const encryptionFor = (place: Place, asked: Asked, source?: Encryption): Encryption => {
  const encrypted = asked.Encrypted === true || source?.encrypted === true || encryptsByDefault(place);
  if (!encrypted && asked.KmsKeyId !== undefined)
    throw new AwsFailure(
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    );
  if (!encrypted) return { encrypted };
  const key = asked.KmsKeyId === undefined ? source?.kmsKeyId : arnOfKey(place, asked.KmsKeyId);
  return { encrypted, kmsKeyId: key ?? defaultKey(place, 'aws/ebs').arn };
};

/**
 * Why EBS cannot use a key for the caller, in the words of a failed snapshot; `undefined` when it can. EBS works with a
 * grant that it creates on the caller's behalf, so the caller needs to be allowed both.
 */
export const keyProblem = (call: Call, kmsKeyId: string | undefined, action: string): string | undefined => {
  if (kmsKeyId === undefined) return undefined;
  const refusal = refusalOf(() => {
    const key = usable(findKey(call, kmsKeyId), 'ENCRYPT_DECRYPT');
    const context = { 'kms:GrantIsForAWSResource': 'true', 'kms:ViaService': `ec2.${call.region}.amazonaws.com` };
    // The policy of a key that AWS manages allows all of this to everyone in the account.
    if (key.manager === 'AWS' && key.account === call.account) return;
    for (const each of ['kms:CreateGrant', action]) call.require(keyNeed(call, each, key, context));
  });
  return refusal && 'Given key ID is not accessible';
};

/** Whether a key is gone, disabled or waiting for its deletion: what it encrypts cannot be used. */
export const isUnusable = (place: Place, kmsKeyId: string | undefined): boolean => {
  if (kmsKeyId === undefined) return false;
  return refusalOf(() => usable(findKey(place, kmsKeyId), 'ENCRYPT_DECRYPT')) !== undefined;
};

/** Whether this is a key that AWS manages: what it encrypts cannot be shared. */
export const isManagedKey = (place: Place, kmsKeyId: string): boolean => {
  try {
    return findKey(place, kmsKeyId).manager === 'AWS';
  } catch (error) {
    if (error instanceof AwsFailure) return false;
    throw error;
  }
};

const arnOfKey = (place: Place, reference: string): string => {
  try {
    return findKey(place, reference).arn;
  } catch (error) {
    if (error instanceof AwsFailure) return reference;
    throw error;
  }
};
