import type { Row, Table } from '../../world/store.js';
import { settingsOf } from '../../world/settings.js';
import type { Scope, World } from '../../world/world.js';

type Version = { readonly until: number; readonly row: Row | null };
type Past = { readonly versions: readonly Version[] };

const pastOf = (world: World): Table<Past> => world.table('iam.history');
const keyOf = (name: string, scope: Scope | undefined, id: string): string =>
  [name, scope?.account ?? '', id].join('\n');

/** A table whose changes reach authentication and authorization only after IAM's delay. */
export const tracked = <T extends Row>(world: World, name: string, scope?: Scope): Table<T> => {
  const table = world.table<T>(name, scope);
  const remember = (id: string): void => {
    const { iamDelayMs: delay } = settingsOf(world);
    forget(world, Date.now() - delay);
    if (delay === 0) return;
    const key = keyOf(name, scope, id);
    const versions = pastOf(world).get(key)?.versions ?? [];
    pastOf(world).put(key, { versions: [...versions, { until: Date.now(), row: table.get(id) ?? null }] });
  };
  return {
    ...table,
    put: (id, value) => {
      remember(id);
      return table.put(id, value);
    },
    update: (id, change) => {
      remember(id);
      return table.update(id, change);
    },
    delete: (id) => {
      remember(id);
      table.delete(id);
    },
  };
};

/** The row as it was when the delay began: what is in force now. */
export const inForce = <T extends Row>(
  world: World,
  name: string,
  scope: Scope | undefined,
  id: string,
): T | undefined => {
  const seen = Date.now() - settingsOf(world).iamDelayMs;
  const version = pastOf(world)
    .get(keyOf(name, scope, id))
    ?.versions.find(({ until }) => until > seen);
  const row = version === undefined ? world.table<T>(name, scope).get(id) : version.row;
  return (row ?? undefined) as T | undefined;
};

/** Drops what was no longer in force at `moment`. */
const forget = (world: World, moment: number): void => {
  const past = pastOf(world);
  for (const [key, { versions }] of past.entries()) {
    const needed = versions.filter(({ until }) => until > moment);
    if (needed.length === 0) past.delete(key);
    else if (needed.length < versions.length) past.put(key, { versions: needed });
  }
};
