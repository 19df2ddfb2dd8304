import { gzipSync } from 'node:zlib';
import type { Scope, World } from '../../world/world.js';
import { regions } from '../ec2/network/zones.js';
import { noteLogFile, writeDigests } from './digest.js';
import { cursorOf, delivered, moveCursor, planDigest, type Delivery } from './delivery-plan.js';
import { writeLogObject } from './log-bucket.js';
import { logFileKey } from './log-files.js';
import { entriesFrom, loggedScopes, type PlacedEntry } from './logs.js';
import { isSelected } from './selection.js';
import { putTrail, trailsAt, type TrailRecord } from './trail-records.js';

/** Writes what happened since the last delivery to the trail's bucket: one gzipped file for each Region. */
export const deliverLogs = (world: World, delivery: Delivery, at: number): void => {
  const place = { world, account: delivery.account, region: delivery.home };
  const trail = trailsAt(place).get(delivery.name);
  if (trail === undefined) return;
  const errors = scopesOf(world, trail).flatMap((scope) => deliver(world, trail, scope, at) ?? []);
  delivered(world, trail.arn);
  const { deliveryError: _before, gaps: _past, ...rest } = trail;
  const [error] = errors;
  putTrail(place, error === undefined ? { ...rest, deliveredAt: at } : { ...trail, deliveryError: error });
};

/** Closes the hour of a trail with a digest for each Region, and goes on while the trail logs. */
export const deliverDigests = (world: World, delivery: Delivery, at: number): void => {
  const place = { world, account: delivery.account, region: delivery.home };
  const trail = trailsAt(place).get(delivery.name);
  if (trail === undefined) return;
  const end = trail.logging ? at : Math.min(at, trail.stoppedAt ?? at);
  if (trail.validation) {
    writeDigests(world, trail, digestRegions(world, trail), end);
    putTrail(place, { ...trail, digestAt: at });
  }
  if (trail.logging) planDigest(world, delivery);
};

const scopesOf = (world: World, trail: TrailRecord): readonly Scope[] =>
  loggedScopes(world).filter(
    ({ account, region }) => account === trail.account && (trail.multiRegion || region === trail.home),
  );

// A Region without any event has digests too, that name no file ("CloudTrail digest file structure", empty digest files).
const digestRegions = (world: World, trail: TrailRecord): readonly string[] => [
  ...new Set([
    ...(trail.multiRegion ? regions.enabled : [trail.home]),
    ...scopesOf(world, trail).map(({ region }) => region),
  ]),
];

/** Says what went wrong, if anything did. Undelivered records wait for the next time. */
const deliver = (world: World, trail: TrailRecord, scope: Scope, at: number): string | undefined => {
  const entries = (['trail', 'trail-data'] as const)
    .flatMap((kind) => entriesFrom(world, kind, scope, cursorOf(world, trail.arn, kind, scope)))
    .filter((entry) => wasLogging(trail, entry) && isSelected(trail, entry.event))
    .sort((a, b) => a.at - b.at);
  const error = entries.length === 0 ? undefined : write(world, trail, scope, entries, at);
  if (error === undefined)
    for (const kind of ['trail', 'trail-data'] as const) moveCursor(world, trail.arn, kind, scope);
  return error;
};

const wasLogging = (trail: TrailRecord, { at, event }: PlacedEntry): boolean => {
  const { logging, stoppedAt = 0, stoppedBy, gaps = [] } = trail;
  if (!logging && at > stoppedAt && event.requestID !== stoppedBy) return false;
  return !gaps.some((gap) => gap.after < at && at < gap.before && event.requestID !== gap.stoppedBy);
};

const write = (
  world: World,
  trail: TrailRecord,
  { region }: Scope,
  entries: readonly PlacedEntry[],
  at: number,
): string | undefined => {
  const key = logFileKey(trail, region, at);
  const content = JSON.stringify({ Records: entries.map((entry) => entry.event) });
  const error = writeLogObject(world, trail, { key, body: gzipSync(content) });
  if (error === undefined) noteLogFile(world, trail, region, { key, content, times: entries.map((entry) => entry.at) });
  return error;
};
