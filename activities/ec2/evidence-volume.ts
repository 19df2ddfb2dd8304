import type { Volume } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { reading } from '../aws/reading.js';
import { readInstance } from './instances.js';

const gib = 2 ** 30;
/** Names that AWS recommends for data volumes ("Device names for volumes on Amazon EC2 instances"). */
const letters = ['f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p'] as const;
const created = z.object({ VolumeId: z.string() });
const volume = { $ref: 'volume.VolumeId' };

/** Room for a whole dump, its file system, and the part of it that is being sent. */
export const volumeSize = (memoryBytes: number): number => Math.ceil((memoryBytes * 1.15) / gib) + 4;

/** The calls of a volume that one instance writes evidence to: made, attached, detached, and deleted where that was chosen. */
export const volumeCalls = (
  instanceId: string,
  { zone, nonce, size, discard }: { zone: string; nonce: string; size: number; discard: boolean },
): readonly PlannedCall[] => {
  const call = (id: string, operation: string, input: PlannedCall['input']): PlannedCall => ({
    id,
    service: 'ec2',
    operation,
    target: instanceId,
    input,
  });
  return [
    call('volume', 'CreateVolume', {
      AvailabilityZone: zone,
      Size: size,
      VolumeType: 'gp3',
      // 0.25 MiB/s for each of gp3's 3,000 IOPS at most ("General purpose SSD volumes", Amazon EBS User Guide).
      Throughput: 500,
      Encrypted: true,
      ClientToken: nonce,
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: nonce, Value: nonce }] }],
    }),
    // Which names are free is the host's to change.
    call('attach', 'AttachVolume', { VolumeId: volume, InstanceId: instanceId, Device: { $like: '/dev/sd[f-p]' } }),
    call('detach', 'DetachVolume', { VolumeId: volume, InstanceId: instanceId }),
    ...(discard ? [call('delete', 'DeleteVolume', { VolumeId: volume })] : []),
  ];
};

const readVolume = async (aws: Aws, id: string): Promise<Volume | undefined> => {
  // Asked by filter, not by id: an id that is not visible yet would turn the whole answer into an error.
  const { Volumes } = await reading('ec2:DescribeVolumes', id, () =>
    aws.ec2.describeVolumes({ Filters: [{ Name: 'volume-id', Values: [id] }] }),
  );
  return Volumes?.find((one) => one.VolumeId === id);
};

const until = async (aws: Aws, id: string, what: string, holds: (now: Volume) => boolean): Promise<Volume> => {
  for (let pause = 500, waited = 0; ; waited += pause, pause = Math.min(5_000, pause * 1.5)) {
    // What AWS does not know has no state.
    const now = (await readVolume(aws, id)) ?? {};
    if (holds(now)) return now;
    if (now.State === 'error' || waited > 10 * 60_000)
      throw failure(failureTypes.failed, `The evidence volume ${id} is ${now.State ?? 'not there'}, not ${what}.`);
    await aws.progress(`the evidence volume ${id} is not ${what} yet`);
    await aws.wait(pause);
  }
};

const isOn =
  (instanceId: string, state: string) =>
  ({ Attachments = [] }: Volume): boolean =>
    Attachments.some((one) => one.InstanceId === instanceId && one.State === state);

/** Makes the volume and attaches it, each once. Answers its id and the name it is attached under. */
export const attachVolume = async (
  aws: Aws,
  instanceId: string,
): Promise<{ readonly volumeId: string; readonly device: string }> => {
  const known = await aws.answerOf('volume');
  // One for a host that is gone would only be left behind.
  if (!known) await readInstance(aws, instanceId);
  // The same client token makes the same volume, whether the first answer was lost or not.
  const { VolumeId: volumeId } = created.parse(known ?? (await aws.make('volume')));
  const now = await until(aws, volumeId, 'available', ({ State }) => State === 'available' || State === 'in-use');
  if (!(now.Attachments ?? []).some((one) => one.InstanceId === instanceId))
    await aws.make('attach', { Device: await freeDevice(aws, instanceId) });
  const attached = await until(aws, volumeId, 'attached', isOn(instanceId, 'attached'));
  return { volumeId, device: attached.Attachments?.[0]?.Device ?? '' };
};

/** Takes the volume off again, if it is on. Whether it was made at all. */
export const detachVolume = async (aws: Aws, instanceId: string): Promise<string | null> => {
  const made = created.safeParse(await aws.answerOf('volume')).data;
  if (!made) return null;
  const now = await readVolume(aws, made.VolumeId);
  const on = (now?.Attachments ?? []).find((one) => one.InstanceId === instanceId);
  if (on && on.State !== 'detaching') await aws.make('detach');
  return made.VolumeId;
};

const isOff = ({ State }: Volume): boolean => State === 'available' || State === 'deleting' || State === 'deleted';

/** Waits until the volume is off its host, and deletes it then if `discard`. One that is gone already is as wanted. */
export const settleVolume = async (aws: Aws, volumeId: string, discard: boolean): Promise<void> => {
  const isSettled = (now: Volume): boolean => isOff(now) || (discard && now.State === undefined);
  const now = await until(aws, volumeId, 'off the host', isSettled);
  if (discard && now.State === 'available') await aws.make('delete');
};

const freeDevice = async (aws: Aws, instanceId: string): Promise<string> => {
  const { instance } = await readInstance(aws, instanceId);
  const taken = new Set((instance.BlockDeviceMappings ?? []).map(({ DeviceName = '' }) => DeviceName.slice(-1)));
  const letter = letters.find((one) => !taken.has(one));
  if (!letter) throw failure(failureTypes.failed, `${instanceId} has no device name left for an evidence volume.`);
  return `/dev/sd${letter}`;
};
