import type { Scope, World } from '../../world/world.js';
import type { Place } from '../operation.js';
import { lengthOf, loggedScopes, type LogKind } from './logs.js';
import type { TrailRecord } from './trail-records.js';

/** A trail that logs. `planned`: something is waiting to be delivered. */
type Active = { readonly account: string; readonly home: string; readonly name: string; readonly planned: boolean };

/** What a planned delivery is about. */
export type Delivery = Pick<Active, 'account' | 'home' | 'name'>;

export const DELIVER = 'cloudtrail.deliver';
export const DIGEST = 'cloudtrail.digest';
/** CloudTrail delivers about every 5 minutes, and a digest every hour. */
const EVERY = 5 * 60_000;
const HOUR = 3_600_000;
const KINDS: readonly LogKind[] = ['trail', 'trail-data'];

const activeIn = (world: World) => world.table<Active>('cloudtrail.logging');
const cursorsIn = (world: World) => world.table<{ readonly position: number }>('cloudtrail.cursors');
const cursorId = (arn: string, kind: LogKind, { account, region }: Scope): string =>
  `${arn} ${kind}|${account}|${region}`;

/** Where the trail's next delivery goes on in a log. */
export const cursorOf = (world: World, arn: string, kind: LogKind, scope: Scope): number =>
  cursorsIn(world).get(cursorId(arn, kind, scope))?.position ?? 0;

/** Everything before this position is delivered, or is not to be. */
export const moveCursor = (world: World, arn: string, kind: LogKind, scope: Scope): void =>
  void cursorsIn(world).put(cursorId(arn, kind, scope), { position: lengthOf(world, kind, scope) });

/** From now on the account's records are delivered; what happened before the trail's first start is not. */
export const beginDelivery = ({ world, account }: Place, { arn, home, name, stoppedAt }: TrailRecord): void => {
  if (stoppedAt === undefined)
    for (const scope of loggedScopes(world).filter((each) => each.account === account))
      for (const kind of KINDS) moveCursor(world, arn, kind, scope);
  activeIn(world).put(arn, { account, home, name, planned: false });
  planDigest(world, { account, home, name });
};

/** What happened up to now is still delivered (this call too), nothing after it. */
export const endDelivery = ({ world, account }: Place, { arn }: TrailRecord): void => {
  wakeDelivery(world, account);
  activeIn(world).delete(arn);
};

/** Forgets a trail that is deleted. */
export const forgetDelivery = ({ world }: Place, trail: TrailRecord): void => {
  activeIn(world).delete(trail.arn);
  for (const kind of [DELIVER, DIGEST]) world.agenda.cancel(`${kind} ${trail.account} ${trail.home} ${trail.name}`);
  for (const [id] of cursorsIn(world).entries()) if (id.startsWith(`${trail.arn} `)) cursorsIn(world).delete(id);
};

/** Plans the delivery of a record just made, if a trail of the account logs. */
export const wakeDelivery = (world: World, account: string): void => {
  for (const [arn, active] of activeIn(world).entries()) {
    if (active.account !== account || active.planned) continue;
    plan(world, DELIVER, EVERY, active);
    activeIn(world).put(arn, { ...active, planned: true });
  }
};

/** The planned delivery is made: the next record plans another. */
export const delivered = (world: World, arn: string): void => {
  const active = activeIn(world).get(arn);
  if (active !== undefined) activeIn(world).put(arn, { ...active, planned: false });
};

/** Plans the digest of the hour that is running. */
export const planDigest = (world: World, delivery: Delivery): void => plan(world, DIGEST, HOUR, delivery);

const plan = (world: World, kind: string, every: number, { account, home, name }: Delivery): void => {
  const at = Math.floor(world.clock.now() / every) * every + every;
  world.agenda.plan(`${kind} ${account} ${home} ${name}`, at, kind, { account, home, name });
};
