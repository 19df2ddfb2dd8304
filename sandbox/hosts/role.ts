import type { Caller, Place } from '../services/operation.js';
import { instanceSession } from '../services/sts/instance-session.js';
import type { Table } from '../world/store.js';
import { bootedAt, hostOf } from './host.js';

/** Temporary credentials of an instance's role. Times are epoch milliseconds of the world. */
export type HostCredentials = { readonly caller: Caller; readonly obtainedAt: number; readonly expiresAt: number };

const HOUR_MS = 3_600_000;
/** How long credentials from the metadata service live ("Retrieve security credentials", Amazon EC2 User Guide). */
const LIFETIME_MS = 6 * HOUR_MS;

const held = (place: Place): Table<HostCredentials> => place.world.table('hosts.credentials', place);

/**
 * What a host signs with now; to be asked in a transaction, for it may get new ones. It asks the metadata service every
 * hour. Where that has none to give, those it has work until they expire: taking the profile away, or closing the
 * metadata service, does not end them.
 */
export const credentialsOf = (place: Place, instanceId: string): HostCredentials | undefined => {
  const now = place.world.clock.now();
  const host = hostOf(place, instanceId);
  const booted = host && bootedAt(place, host.instance);
  if (host === undefined || booted === undefined) return undefined;
  const kept = held(place).get(instanceId);
  const usable = kept !== undefined && kept.expiresAt > now && kept.obtainedAt >= booted ? kept : undefined;
  if (usable !== undefined && now - usable.obtainedAt < HOUR_MS) return usable;
  const { endpoint, appliedAt } = host.instance.metadata;
  const answers = endpoint === 'enabled' || now < appliedAt;
  const offered = answers ? instanceSession(place.world, place.account, place.region, instanceId) : undefined;
  if (offered === undefined) return usable;
  return held(place).put(instanceId, { caller: offered.caller, obtainedAt: now, expiresAt: now + LIFETIME_MS });
};
