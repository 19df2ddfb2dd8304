import { randomBytes } from 'node:crypto';
import type {
  CreateAccessKeyRequest,
  CreateAccessKeyResponse,
  DeleteAccessKeyRequest,
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysRequest,
  ListAccessKeysResponse,
  UpdateAccessKeyRequest,
} from '@aws-sdk/client-iam';
import { credentialId } from '../ids.js';
import { operation, type Call, type Operations } from '../operation.js';
import { callerName } from './caller.js';
import { noSuchEntity, quotaExceeded, validationError } from './failures.js';
import { userNamed } from './find.js';
import { deleteKey } from './key-accounts.js';
import { lastUseOf } from './key-use.js';
import { listed } from './listing.js';
import { needOnOwn } from './own.js';
import { accessKeysOf, type AccessKeyRecord } from './records.js';

const MOST = 2;

type KeyInput = { readonly UserName?: string | undefined; readonly AccessKeyId?: string | undefined };

/** Whose keys a call is about: the named user's, or the caller's own. */
const ownerOf = (call: Call, { UserName }: KeyInput): string | undefined => {
  const name = UserName ?? callerName(call);
  return name === undefined ? undefined : userNamed(call, name).name;
};

const keysOf = (call: Call, owner: string | undefined): readonly (readonly [id: string, key: AccessKeyRecord])[] =>
  accessKeysOf(call.world)
    .entries()
    .filter(([, key]) => key.account === call.account && key.userName === owner);

const keyIn = (call: Call, input: KeyInput): readonly [id: string, key: AccessKeyRecord] => {
  const found = keysOf(call, ownerOf(call, input)).find(([id]) => id === input.AccessKeyId);
  if (found === undefined) throw noSuchEntity(`The Access Key with id ${input.AccessKeyId} cannot be found.`);
  return found;
};

/** CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed. */
export const accessKeyOperations: Operations = {
  CreateAccessKey: operation<CreateAccessKeyRequest, CreateAccessKeyResponse>((call, input) => {
    const owner = ownerOf(call, input);
    if (keysOf(call, owner).length >= MOST) throw quotaExceeded('AccessKeysPerUser', MOST);
    const id = credentialId('AKIA');
    const key = accessKeysOf(call.world).put(id, {
      account: call.account,
      ...(owner !== undefined && { userName: owner }),
      secret: randomBytes(30).toString('base64'),
      status: 'Active',
      createdAt: call.world.clock.now(),
    });
    return {
      AccessKey: {
        UserName: owner ?? 'root',
        AccessKeyId: id,
        Status: key.status,
        SecretAccessKey: key.secret,
        CreateDate: new Date(key.createdAt),
      },
    };
  }, needOnOwn),

  ListAccessKeys: operation<ListAccessKeysRequest, ListAccessKeysResponse>((call, input) => {
    const owner = ownerOf(call, input);
    const { items, rest } = listed(keysOf(call, owner), input);
    return {
      AccessKeyMetadata: items.map(([AccessKeyId, { status, createdAt }]) => ({
        UserName: owner ?? 'root',
        AccessKeyId,
        Status: status,
        CreateDate: new Date(createdAt),
      })),
      ...rest,
    };
  }, needOnOwn),

  UpdateAccessKey: operation<UpdateAccessKeyRequest, object>((call, input) => {
    const [id] = keyIn(call, input);
    const { Status: status } = input;
    if (status !== 'Active' && status !== 'Inactive')
      throw validationError(`Value '${status}' at 'status' is not one that a request can set`);
    accessKeysOf(call.world).update(id, (key) => ({ ...key, status }));
    return {};
  }, needOnOwn),

  DeleteAccessKey: operation<DeleteAccessKeyRequest, object>((call, input) => {
    deleteKey(call.world, keyIn(call, input)[0]);
    return {};
  }, needOnOwn),

  GetAccessKeyLastUsed: operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>(
    (call, { AccessKeyId = '' }) => {
      const key = accessKeysOf(call.world).get(AccessKeyId);
      if (key === undefined || key.account !== call.account)
        throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`);
      const use = lastUseOf(call.world, AccessKeyId);
      return {
        UserName: key.userName ?? 'root',
        AccessKeyLastUsed: {
          ...(use !== undefined && { LastUsedDate: new Date(use.at) }),
          ServiceName: use?.service ?? 'N/A',
          Region: use?.region ?? 'N/A',
        },
      };
    },
    (call, { AccessKeyId = '' }) => {
      const key = accessKeysOf(call.world).get(AccessKeyId);
      if (key === undefined || key.account !== call.account)
        return [{ action: 'iam:GetAccessKeyLastUsed', resources: ['*'] }];
      return needOnOwn(call, { UserName: key.userName ?? '' });
    },
  ),
};
