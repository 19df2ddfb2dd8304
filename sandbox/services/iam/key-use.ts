import type { World } from '../../world/world.js';
import { accessKeysOf } from './records.js';

/** When and for what a key was last used; `at` is epoch milliseconds. */
export type KeyUse = { readonly service: string; readonly region: string; readonly at: number };

const uses = (world: World) => world.table<KeyUse>('iam.keyUses');

/**
 * Remembers that a key signed an accepted request, for GetAccessKeyLastUsed and the credential report. To be called in a transaction.
 */
export const noteKeyUse = (world: World, accessKeyId: string, service: string, region: string, now: number): void => {
  // IAM tells this of long-term keys only.
  if (accessKeysOf(world).get(accessKeyId) !== undefined) uses(world).put(accessKeyId, { service, region, at: now });
};

/** The last use of a key; undefined when there was none. */
export const lastUseOf = (world: World, accessKeyId: string): KeyUse | undefined => uses(world).get(accessKeyId);
