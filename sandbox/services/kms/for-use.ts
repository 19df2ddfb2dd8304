import type { KeyUsageType } from '@aws-sdk/client-kms';
import type { Place } from '../operation.js';
import { putNewKey } from './keys.js';
import { serviceKeyPolicy } from './key-policy.js';
import { findKey, usable } from './lookup.js';
import { aliasesIn, keysIn, type KeyRecord } from './records.js';

/**
 * The key that a service uses for a caller in `place`: id, key ARN, alias or alias ARN, also of another account. It is
 * enabled and made for `usage`; otherwise KMS's own error is thrown (NotFoundException, DisabledException,
 * KMSInvalidStateException, InvalidKeyUsageException). Who may use it is for the service to require.
 */
export const keyForUse = (place: Place, reference: string, usage: KeyUsageType = 'ENCRYPT_DECRYPT'): KeyRecord =>
  usable(isDefault(reference) ? defaultKey(place, reference.slice('alias/'.length)) : findKey(place, reference), usage);

const isDefault = (reference: string): boolean =>
  /^alias\/aws\/(ebs|s3|ssm|secretsmanager|lambda|rds|sns|sqs)$/.test(reference);

/** What keys that AWS manages say that they protect, where it is not just data. */
const PROTECTED: Readonly<Record<string, string>> = { ebs: 'EBS volumes' };

/** The key that AWS manages for a service (`aws/ebs`) in an account and Region; made on its first use. */
export const defaultKey = (place: Place, name: string): KeyRecord => {
  const aliases = aliasesIn(place);
  const alias = `alias/${name}`;
  const present = aliases.get(alias);
  const there = present && keysIn(place).get(present.keyId);
  if (there !== undefined) return there;
  const service = name.slice('aws/'.length);
  const key = putNewKey(place, {
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    manager: 'AWS',
    description: `Default key that protects my ${PROTECTED[service] ?? `${service.toUpperCase()} data`} when no other key is defined`,
    policy: serviceKeyPolicy(place, service),
    tags: {},
  });
  const now = place.world.clock.now();
  aliases.put(alias, { name: alias, keyId: key.id, createdAt: now, updatedAt: now });
  return key;
};
