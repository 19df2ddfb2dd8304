import type { KeyUsageType } from '@aws-sdk/client-kms';
import { AwsFailure, type Place } from '../operation.js';
import { invalidArn, invalidState, invalidUsage, notFound } from './failures.js';
import { aliasesIn, keysIn, type KeyRecord } from './records.js';

const ARN = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):(key|alias)\/(.+)$/;

/**
 * The key that an id, key ARN, alias name or alias ARN means to a caller in `place`; ARNs may be of another account,
 * never of another Region. NotFoundException, InvalidArnException.
 */
export const findKey = (place: Place, reference: string): KeyRecord => {
  if (!reference.startsWith('arn:')) {
    const arn = `arn:aws:kms:${place.region}:${place.account}:`;
    if (reference.startsWith('alias/')) return keyOfAlias(place, reference, `${arn}${reference}`);
    return keysIn(place).get(reference) ?? missing(`Key '${arn}key/${reference}' does not exist`);
  }
  const [, region, account, kind, id] = ARN.exec(reference) ?? [];
  if (account === undefined || id === undefined) throw invalidArn(reference);
  if (region !== place.region) throw notFound(`Invalid arn ${region}`);
  const home: Place = { world: place.world, account, region };
  if (kind === 'alias') return keyOfAlias(home, `alias/${id}`, reference);
  return keysIn(home).get(id) ?? missing(`Key '${reference}' does not exist`);
};

const keyOfAlias = (home: Place, name: string, arn: string): KeyRecord => {
  const alias = aliasesIn(home).get(name);
  const key = alias && keysIn(home).get(alias.keyId);
  return key ?? missing(`Alias ${arn} is not found.`);
};

const missing = (message: string): never => {
  throw notFound(message);
};

/**
 * The key that an operation manages: named by id or key ARN, in the caller's own account. Keys that AWS manages refuse:
 * their policy lets nobody manage them.
 */
export const managedKey = (place: Place, reference: string, operation: string): KeyRecord => {
  const key = ownKey(place, reference);
  if (key.manager === 'AWS') throw denied(operation, key);
  return key;
};

/** The key that an id or key ARN means, which may be of another account; aliases are not taken. */
export const keyById = (place: Place, reference: string): KeyRecord => {
  if (/(^|:)alias\//.test(reference)) throw notFound(`Invalid keyId '${reference}'`);
  return findKey(place, reference);
};

/** The key of the caller's own account that an id or key ARN means. */
export const ownKey = (place: Place, reference: string): KeyRecord => {
  const key = keyById(place, reference);
  if (key.account !== place.account) throw denied('the operation', key);
  return key;
};

const denied = (operation: string, key: KeyRecord): AwsFailure =>
  new AwsFailure('AccessDeniedException', `No principal is authorized to perform ${operation} on resource: ${key.arn}`);

/** `key`, unless it waits for its deletion: KMSInvalidStateException. */
export const notPendingDeletion = (key: KeyRecord): KeyRecord => {
  if (key.state === 'PendingDeletion') throw invalidState(`${key.arn} is pending deletion.`);
  return key;
};

/** `key`, unless it cannot be used now: DisabledException, KMSInvalidStateException. */
export const enabled = (key: KeyRecord): KeyRecord => {
  if (notPendingDeletion(key).state === 'Disabled')
    throw new AwsFailure('DisabledException', `${key.arn} is disabled.`);
  return key;
};

/** `key`, when it can be used now and for this: also InvalidKeyUsageException. */
export const usable = (key: KeyRecord, usage: KeyUsageType): KeyRecord => {
  if (enabled(key).usage !== usage)
    throw invalidUsage(`${key.arn} key usage is ${key.usage} which is not valid for this operation.`);
  return key;
};
