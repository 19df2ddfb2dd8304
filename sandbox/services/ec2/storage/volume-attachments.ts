import type { VolumeAttachment } from '@aws-sdk/client-ec2';
import type { Scope, World } from '../../../world/world.js';
import type { Reaction } from '../../../world/agenda.js';
import type { Place } from '../../operation.js';
import { instancesIn, type InstanceRecord } from '../records.js';
import { timings } from '../timings.js';

/** One disk of an instance. */
export type Device = InstanceRecord['devices'][number];

/** A volume's place at an instance. */
export type Attached = { readonly instance: InstanceRecord; readonly device: Device };

/** Where every attached volume of the account and Region is, by volume id. */
export const attachmentsIn = (place: Place): ReadonlyMap<string, Attached> =>
  new Map(
    instancesIn(place)
      .all()
      .flatMap((instance) => instance.devices.map((device) => [device.volumeId, { instance, device }] as const)),
  );

/** The state that AWS shows of a device now. */
export const deviceState = ({ world }: Place, { attachedAt, leavingAt }: Device) => {
  if (leavingAt !== undefined) return 'detaching' as const;
  return world.clock.now() < attachedAt + timings.volumeAttachment ? ('attaching' as const) : ('attached' as const);
};

/** An attachment as the volume calls show it. */
export const describeAttachment = (place: Place, { instance, device }: Attached): VolumeAttachment => ({
  VolumeId: device.volumeId,
  InstanceId: instance.id,
  Device: device.name,
  State: deviceState(place, device),
  AttachTime: new Date(device.attachedAt),
  DeleteOnTermination: device.deleteOnTermination,
});

/** Puts a volume on a device of an instance, from now on. */
export const putDevice = (
  place: Place,
  instanceId: string,
  device: Pick<Device, 'name' | 'volumeId' | 'deleteOnTermination'>,
): Attached => {
  const added = { ...device, attachedAt: place.world.clock.now() };
  const instance = instancesIn(place).update(instanceId, (row) => ({ ...row, devices: [...row.devices, added] }));
  return { instance, device: added };
};

const LEAVES = 'ec2.volume-leaves';

type Leaving = Scope & { readonly instanceId: string; readonly volumeId: string };

/** Begins to take a volume off an instance; it is free after a while. */
export const releaseDevice = (place: Place, instanceId: string, volumeId: string): Attached => {
  const { world, account, region } = place;
  const leavingAt = world.clock.now();
  const instance = instancesIn(place).update(instanceId, (row) => ({
    ...row,
    devices: row.devices.map((one) => (one.volumeId === volumeId ? { ...one, leavingAt } : one)),
  }));
  const device = instance.devices.find((one) => one.volumeId === volumeId);
  if (device === undefined) throw new Error(`${volumeId} is not attached to ${instanceId}`);
  const detail: Leaving = { account, region, instanceId, volumeId };
  world.agenda.plan(`${LEAVES} ${volumeId}`, leavingAt + timings.volumeDetachment, LEAVES, detail);
  return { instance, device };
};

/** What happens when a volume has been taken off. */
export const volumeReactions = (world: World): Readonly<Record<string, Reaction>> => ({
  [LEAVES]: (detail) => {
    const { account, region, instanceId, volumeId } = detail as Leaving;
    const rows = instancesIn({ world, account, region });
    const row = rows.get(instanceId);
    if (row === undefined) return;
    rows.put(instanceId, { ...row, devices: row.devices.filter((one) => one.volumeId !== volumeId) });
  },
});
