import type { Table } from '../../world/store.js';
import type { World } from '../../world/world.js';
import { accessKeysOf } from './records.js';

type Issued = { readonly account: string };

const deleted = (world: World): Table<Issued> => world.table('iam.deletedKeys');

/** Deletes an access key; whose it was stays known, as an id of AWS's tells it for ever. */
export const deleteKey = (world: World, accessKeyId: string): void => {
  const key = accessKeysOf(world).get(accessKeyId);
  if (key !== undefined) deleted(world).put(accessKeyId, { account: key.account });
  accessKeysOf(world).delete(accessKeyId);
};

/** The account that a long-term key was given to, also once it is deleted; undefined for one that never was. */
export const accountOfKey = (world: World, accessKeyId: string): string | undefined =>
  (accessKeysOf(world).get(accessKeyId) ?? deleted(world).get(accessKeyId))?.account;
