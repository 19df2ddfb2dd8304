import type { Scope, World } from '../../../world/world.js';
import type { Reaction } from '../../../world/agenda.js';
import type { Place } from '../../operation.js';
import { SETTLED, type Settled } from './instance-states.js';
import { deleteInterface, detachInterface } from '../interfaces/interface-life.js';
import { publicAddressOnStop } from '../interfaces/public-addresses.js';
import { instancesIn, interfacesOf, profileAssociationsIn, type InstanceRecord } from '../records.js';
import { dropTags } from '../tags.js';
import { timings } from '../timings.js';
import { removeVolume } from '../storage/volume-life.js';

const FORGOTTEN = 'ec2.instance-forgotten';

/** Takes everything off an instance that has ended: what is set to go with it is deleted, the rest is free. */
const strip = (place: Place, record: InstanceRecord): void => {
  publicAddressOnStop(place, record.id);
  for (const { id, attachment } of interfacesOf(place, record.id)) {
    detachInterface(place, id);
    if (attachment?.deleteOnTermination === true) deleteInterface(place, id);
  }
  for (const { volumeId, deleteOnTermination } of record.devices)
    if (deleteOnTermination) removeVolume(place, volumeId);
  for (const one of profileAssociationsIn(place).all())
    if (one.instanceId === record.id) profileAssociationsIn(place).delete(one.id);
  instancesIn(place).put(record.id, { ...record, devices: [] });
};

const settle = (place: Place, id: string): void => {
  const { world, account, region } = place;
  const record = instancesIn(place).get(id);
  if (record === undefined) return;
  if (record.state.to === 'stopped') publicAddressOnStop(place, id);
  if (record.state.to !== 'terminated') return;
  strip(place, record);
  const detail: Settled = { account, region, id };
  world.agenda.plan(`${FORGOTTEN} ${id}`, world.clock.now() + timings.terminatedShown, FORGOTTEN, detail);
};

/** What happens when an instance has stopped or ended, and when AWS forgets one that ended. */
export const instanceReactions = (world: World): Readonly<Record<string, Reaction>> => {
  const placeOf = ({ account, region }: Scope): Place => ({ world, account, region });
  return {
    [SETTLED]: (detail) => settle(placeOf(detail as Settled), (detail as Settled).id),
    [FORGOTTEN]: (detail) => {
      const { id } = detail as Settled;
      const place = placeOf(detail as Settled);
      instancesIn(place).delete(id);
      dropTags(place, id);
    },
  };
};
