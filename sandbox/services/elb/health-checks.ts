import type { Reaction } from '../../world/agenda.js';
import { lookAgain } from '../../world/watch.js';
import type { World } from '../../world/world.js';
import { instancesIn } from '../ec2/records.js';
import { reachesInstance } from '../elbv2/network.js';
import type { Place } from '../operation.js';
import { CLASSIC_CHECK, classicWatch, type ClassicCheckDetail } from './membership.js';
import { classicIn, registrationsIn, type ClassicRecord, type RegistrationRecord } from './records.js';

/** One health check of every registered instance ("Configure health checks for your Classic Load Balancer"). */
export const classicChecks = (world: World): Readonly<Record<string, Reaction>> => ({
  [CLASSIC_CHECK]: (detail) => {
    const { account, region, name } = detail as ClassicCheckDetail;
    const place = { world, account, region };
    const balancer = classicIn(place).get(name);
    if (balancer === undefined) return;
    const registered = registrationsIn(place)
      .entries()
      .filter(([, one]) => one.balancer === name);
    if (registered.length === 0) return;
    const quiet = registered.map(([key, one]) => checkOne(place, balancer, key, one)).every(Boolean);
    lookAgain(world, classicWatch(place, balancer), quiet);
  },
});

const checkOne = (place: Place, balancer: ClassicRecord, key: string, before: RegistrationRecord): boolean => {
  const instance = instancesIn(place).get(before.instanceId);
  const now = place.world.clock.now();
  const port = Number(/:(\d+)/.exec(balancer.check.target)?.[1] ?? 80);
  const answers = reachesInstance(place, balancer.nodes, before.instanceId, port);
  const after = next(balancer, before, answers ? 'InService' : 'OutOfService');
  const isSame = JSON.stringify(after) === JSON.stringify(before);
  if (!isSame) registrationsIn(place).put(key, after);
  return isSame && (instance === undefined || instance.state.until <= now);
};

const next = (
  { check }: ClassicRecord,
  before: RegistrationRecord,
  found: RegistrationRecord['state'],
): RegistrationRecord => {
  const isSettled = before.state === found && (found === 'InService' || !before.isNew);
  if (isSettled) return { ...before, against: 0, isNew: false };
  const needed = found === 'InService' ? check.healthy : check.unhealthy;
  return before.against + 1 >= needed
    ? { ...before, state: found, against: 0, isNew: false }
    : { ...before, against: before.against + 1 };
};
