import type {
  CancelKeyDeletionRequest,
  CancelKeyDeletionResponse,
  DisableKeyRequest,
  EnableKeyRequest,
  ScheduleKeyDeletionRequest,
  ScheduleKeyDeletionResponse,
} from '@aws-sdk/client-kms';
import type { Reaction } from '../../world/agenda.js';
import type { World } from '../../world/world.js';
import { operation, type Operations, type Place } from '../operation.js';
import { invalid, invalidState } from './failures.js';
import { managedKey, notPendingDeletion } from './lookup.js';
import { onKey } from './needs.js';
import { aliasesIn, grantsIn, keysIn, type KeyRecord } from './records.js';

const DAY = 86_400_000;
const SHORTEST_WAIT = 7;
const LONGEST_WAIT = 30;

const planOf = (key: KeyRecord): string => `kms.delete-key ${key.arn}`;

/** EnableKey, DisableKey, ScheduleKeyDeletion, CancelKeyDeletion. */
export const stateOperations: Operations = {
  EnableKey: operation<EnableKeyRequest, object>((call, { KeyId = '' }) => {
    const key = notPendingDeletion(managedKey(call, KeyId, 'kms:EnableKey'));
    keysIn(call).put(key.id, { ...key, state: 'Enabled' });
    return {};
  }, onKey()),

  DisableKey: operation<DisableKeyRequest, object>((call, { KeyId = '' }) => {
    const key = notPendingDeletion(managedKey(call, KeyId, 'kms:DisableKey'));
    keysIn(call).put(key.id, { ...key, state: 'Disabled' });
    return {};
  }, onKey()),

  ScheduleKeyDeletion: operation<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse>(
    (call, { KeyId = '', PendingWindowInDays = LONGEST_WAIT }) => {
      if (PendingWindowInDays < SHORTEST_WAIT || PendingWindowInDays > LONGEST_WAIT)
        throw invalid(`PendingWindowInDays must be between ${SHORTEST_WAIT} and ${LONGEST_WAIT} (inclusive).`);
      const key = notPendingDeletion(managedKey(call, KeyId, 'kms:ScheduleKeyDeletion'));
      const deletionAt = call.world.clock.now() + PendingWindowInDays * DAY;
      keysIn(call).put(key.id, { ...key, state: 'PendingDeletion', deletionAt });
      const { account, region } = call;
      call.world.agenda.plan(planOf(key), deletionAt, 'kms.delete-key', { account, region, id: key.id });
      return { KeyId: key.arn, DeletionDate: new Date(deletionAt), KeyState: 'PendingDeletion', PendingWindowInDays };
    },
    onKey(({ PendingWindowInDays = LONGEST_WAIT }) => ({
      'kms:ScheduleKeyDeletionPendingWindowInDays': String(PendingWindowInDays),
    })),
  ),

  CancelKeyDeletion: operation<CancelKeyDeletionRequest, CancelKeyDeletionResponse>((call, { KeyId = '' }) => {
    const { deletionAt, ...key } = managedKey(call, KeyId, 'kms:CancelKeyDeletion');
    if (deletionAt === undefined) throw invalidState(`${key.arn} is not pending deletion.`);
    keysIn(call).put(key.id, { ...key, state: 'Disabled' });
    call.world.agenda.cancel(planOf(key));
    return { KeyId: key.arn };
  }, onKey()),
};

/** Deletes a key for ever, with its aliases and grants. */
export const stateReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  'kms.delete-key': (detail) => {
    const { id, ...scope } = detail as { readonly account: string; readonly region: string; readonly id: string };
    const place: Place = { world, ...scope };
    for (const alias of aliasesIn(place).all()) if (alias.keyId === id) aliasesIn(place).delete(alias.name);
    for (const grant of grantsIn(place).all()) if (grant.keyId === id) grantsIn(place).delete(grant.id);
    keysIn(place).delete(id);
  },
});
