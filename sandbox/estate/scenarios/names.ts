import { flowsIn } from '../../truth/records.js';
import { instancesIn, interfacesOf, stateAt, type InterfaceRecord } from '../../services/ec2/records.js';
import { tagsOf } from '../../services/ec2/tags.js';
import { accessKeysOf } from '../../services/iam/records.js';
import type { Place } from '../../services/operation.js';
import { ScenarioRefused } from './scenario.js';

/** The id of the running host with that name. */
export const hostNamed = (place: Place, name: string): string => {
  const now = place.world.clock.now();
  const found = instancesIn(place)
    .all()
    .find((one) => tagsOf(place, one.id)['Name'] === name && stateAt(one, now) === 'running');
  if (found === undefined) throw new ScenarioRefused(`no instance ${name} is running`);
  return found.id;
};

/** The primary interface of a host. */
export const primaryInterface = (place: Place, instanceId: string): InterfaceRecord => {
  const [primary] = interfacesOf(place, instanceId);
  if (primary === undefined) throw new ScenarioRefused(`${instanceId} has no network interface`);
  return primary;
};

/** The oldest active access key of a user, by its id. */
export const firstKeyOf = (place: Place, userName: string): string => {
  const [found] = accessKeysOf(place.world)
    .entries()
    .find(([, key]) => key.account === place.account && key.userName === userName && key.status === 'Active') ?? [''];
  if (found === '') throw new ScenarioRefused(`${userName} has no active access key`);
  return found;
};

/** Refuses what would begin again on a host that an attacker holds already. */
export const mustBeQuiet = (place: Place, instanceId: string): void => {
  if (
    flowsIn(place)
      .all()
      .some((flow) => flow.instanceId === instanceId && flow.endedAt === undefined)
  )
    throw new ScenarioRefused(`an attacker holds ${instanceId} already`);
};
