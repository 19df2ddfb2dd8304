import type {
  AliasListEntry,
  CreateAliasRequest,
  DeleteAliasRequest,
  ListAliasesRequest,
  ListAliasesResponse,
  UpdateAliasRequest,
} from '@aws-sdk/client-kms';
import { AwsFailure, operation, type Call, type Need, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { INVALID_MARKER, invalid, notFound } from './failures.js';
import { findKey, keyById, managedKey, notPendingDeletion } from './lookup.js';
import { keyNeed } from './needs.js';
import { aliasesIn, keysIn, type AliasRecord, type KeyRecord } from './records.js';

/** The most aliases of a key ("Resource quotas", AWS KMS Developer Guide). */
const MOST = 50;

const arnOf = ({ region, account }: Place, name: string): string => `arn:aws:kms:${region}:${account}:${name}`;

const customerAlias = (name: string): string => {
  if (!name.startsWith('alias/')) throw invalid('Invalid identifier');
  if (name === 'alias/' || name.endsWith('/') || name.includes(':'))
    throw invalid(`${name} contains invalid characters for an alias`);
  if (name.startsWith('alias/aws/')) throw new AwsFailure('NotAuthorizedException', '');
  return name;
};

const targetOf = (call: Call, reference: string): KeyRecord => {
  if (/(^|:)alias\//.test(reference)) throw invalid('Aliases must refer to keys. Not aliases');
  return notPendingDeletion(managedKey(call, reference, `kms:${call.operation}`));
};

const existing = (call: Call, name: string): AliasRecord => {
  const alias = aliasesIn(call).get(name);
  if (alias === undefined) throw notFound(`Alias ${arnOf(call, name)} is not found.`);
  return alias;
};

/** An alias takes the permission on itself and on each key that it stands or will stand for. */
const onAlias = (call: Call, { AliasName = '', TargetKeyId }: UpdateAliasRequest): readonly Need[] => {
  const action = `kms:${call.operation}`;
  const current = aliasesIn(call).get(AliasName);
  const keys = [
    ...(TargetKeyId === undefined ? [] : [findKey(call, TargetKeyId)]),
    ...(current === undefined ? [] : [keysIn(call).get(current.keyId)]),
  ];
  return [
    { action, resources: [arnOf(call, AliasName)] },
    ...keys.flatMap((key) => (key === undefined ? [] : [keyNeed(call, action, key)])),
  ];
};

/** CreateAlias, UpdateAlias, DeleteAlias, ListAliases. */
export const aliasOperations: Operations = {
  CreateAlias: operation<CreateAliasRequest, object>((call, { AliasName = '', TargetKeyId = '' }) => {
    const name = customerAlias(AliasName);
    const key = targetOf(call, TargetKeyId);
    const aliases = aliasesIn(call);
    if (aliases.get(name) !== undefined)
      throw new AwsFailure('AlreadyExistsException', `An alias with the name ${arnOf(call, name)} already exists`);
    if (aliases.all().filter((one) => one.keyId === key.id).length >= MOST)
      throw new AwsFailure('LimitExceededException', `${key.arn} has too many aliases`);
    const now = call.world.clock.now();
    aliases.put(name, { name, keyId: key.id, createdAt: now, updatedAt: now });
    return {};
  }, onAlias),

  UpdateAlias: operation<UpdateAliasRequest, object>((call, { AliasName = '', TargetKeyId = '' }) => {
    const alias = existing(call, customerAlias(AliasName));
    const key = targetOf(call, TargetKeyId);
    const before = keysIn(call).get(alias.keyId);
    if (before !== undefined && (before.usage !== key.usage || kindOf(before) !== kindOf(key)))
      throw invalid(`${alias.name} cannot be changed to a key of another type or usage: ${key.arn}`);
    aliasesIn(call).put(alias.name, { ...alias, keyId: key.id, updatedAt: call.world.clock.now() });
    return {};
  }, onAlias),

  DeleteAlias: operation<DeleteAliasRequest, object>(
    (call, { AliasName = '' }) => {
      aliasesIn(call).delete(existing(call, customerAlias(AliasName)).name);
      return {};
    },
    (call, { AliasName }) => onAlias(call, { AliasName, TargetKeyId: undefined }),
  ),

  ListAliases: operation<ListAliasesRequest, ListAliasesResponse>((call, { KeyId, Limit, Marker }) => {
    const key = KeyId === undefined ? undefined : keyById(call, KeyId);
    const all = aliasesIn(call)
      .all()
      .filter((alias) => key === undefined || alias.keyId === key.id)
      .map((alias) => shown(call, alias));
    const { items, next } = page(all, { max: Limit, token: Marker, usual: 50, invalid: INVALID_MARKER });
    return { Aliases: [...items], Truncated: next !== undefined, ...(next && { NextMarker: next }) };
  }),
};

const kindOf = ({ spec }: KeyRecord): string =>
  spec === 'SYMMETRIC_DEFAULT' ? 'symmetric' : spec.startsWith('HMAC') ? 'hmac' : 'asymmetric';

const shown = (place: Place, { name, keyId, createdAt, updatedAt }: AliasRecord): AliasListEntry => ({
  AliasName: name,
  AliasArn: arnOf(place, name),
  TargetKeyId: keyId,
  CreationDate: new Date(createdAt),
  LastUpdatedDate: new Date(updatedAt),
});
