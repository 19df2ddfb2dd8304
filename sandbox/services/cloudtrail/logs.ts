import type { Scope, World } from '../../world/world.js';
import type { CloudTrailEvent } from './event.js';
import type { NamedResource } from './named-resources.js';

/** One record as the world keeps it. `at` is epoch milliseconds of the world's clock. */
export type Entry = {
  readonly at: number;
  readonly username?: string;
  readonly resources: readonly NamedResource[];
  readonly event: CloudTrailEvent;
};

/** An entry and where it stands in its log. */
export type PlacedEntry = Entry & { readonly position: number };

/** Data events have a log of their own: LookupEvents must never come across them. */
export type LogKind = 'trail' | 'trail-data';

const logName = (kind: LogKind, { account, region }: Scope): string => `${kind}|${account}|${region}`;

/** Every account and Region that has records. */
export const loggedScopes = (world: World): readonly Scope[] => world.table<Scope>('cloudtrail.logs').all();

/** Appends to a log; part of the transaction. Says under which name and where the entry stands. */
export const appendEntry = (world: World, kind: LogKind, scope: Scope, entry: Entry): readonly [string, number] => {
  const { account, region } = scope;
  const known = world.table<Scope>('cloudtrail.logs');
  if (known.get(`${account}|${region}`) === undefined) known.put(`${account}|${region}`, { account, region });
  const log = logName(kind, scope);
  return [log, world.store.append(log, JSON.stringify(entry))];
};

/** How many entries a log has: the position of the next one. */
export const lengthOf = (world: World, kind: LogKind, scope: Scope): number => world.store.length(logName(kind, scope));

/** Entries from a position on, oldest first. */
export const entriesFrom = (world: World, kind: LogKind, scope: Scope, from: number): readonly PlacedEntry[] =>
  world.store.read(logName(kind, scope), from, Number.MAX_SAFE_INTEGER).map(placed);

const CHUNK = 500;

/** Entries before a position, newest first, read in pieces as they are asked for. */
export function* entriesBefore(world: World, scope: Scope, before: number): Generator<PlacedEntry> {
  for (let end = before; end > 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    yield* world.store
      .read(logName('trail', scope), start, end - start)
      .map(placed)
      .reverse();
  }
}

/** The entry at a place that `appendEntry` told. */
export const entryAt = (world: World, log: string, position: number): Entry | undefined =>
  world.store.read(log, position, 1).map(placed)[0];

const placed = ({ at, text }: { readonly at: number; readonly text: string }): PlacedEntry => ({
  ...(JSON.parse(text) as Entry),
  position: at,
});
