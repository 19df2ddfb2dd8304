import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { openAgenda, type Agenda, type Reaction } from './agenda.js';
import { openClock, type Clock } from './clock.js';
import { openStore, type Row, type Store, type Table } from './store.js';

/** An account and a Region of the world; the Region of global services is ''. */
export type Scope = { readonly account: string; readonly region: string };

/** The simulated AWS: its rows, its time, its files. */
export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly agenda: Agenda;
  /** The rows of `name` in one account and Region; without a scope, those of the whole partition. */
  readonly table: <T extends Row>(name: string, scope?: Scope) => Table<T>;
  /** Every account and Region that has rows of `name`. */
  readonly scopesOf: (name: string) => readonly Scope[];
  /** A folder for what is too large for rows (object bodies). */
  readonly files: string;
  readonly close: () => void;
}

/** Opens the world kept in `directory`. `reactions` says what happens when a planned moment comes, by kind. */
export function openWorld(directory: string, reactions: (world: World) => ReadonlyMap<string, Reaction>): World {
  const files = join(directory, 'files');
  mkdirSync(files, { recursive: true, mode: 0o700 });
  const store = openStore(join(directory, 'world.sqlite'));
  const clock = openClock(store);
  const kinds = new Map<string, Reaction>();
  const world: World = {
    store,
    clock,
    agenda: openAgenda(store, clock, kinds),
    table: (name, scope) => store.table(scope === undefined ? name : `${name}|${scope.account}|${scope.region}`),
    scopesOf: (name) =>
      store
        .names()
        .map((each) => each.split('|'))
        .flatMap(([table, account, region]) =>
          table === name && account !== undefined && region !== undefined ? [{ account, region }] : [],
        ),
    files,
    close: () => store.close(),
  };
  for (const [kind, reaction] of reactions(world)) kinds.set(kind, reaction);
  return world;
}
