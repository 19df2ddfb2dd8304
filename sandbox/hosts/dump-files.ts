import { volumeAt } from './devices.js';
import type { CaptureOrder } from './capture-orders.js';
import type { Host } from './host.js';
import { crashDump, limeImage, type Image } from './memory-image.js';
import type { Scene } from './play.js';
import { dumpsIn, type DumpFile } from './run-records.js';
import { zipOf } from './zip.js';

/** The memory of a host since its operating system started at `bootedAt`, as AVML would write it. */
export const memoryOf = ({ instance, facts }: Host, bootedAt: number): Image =>
  limeImage(
    `${instance.id}/${bootedAt}`,
    facts.memory,
    `Linux version ${facts.os.kernel} (${facts.os.name} ${facts.os.version}) ${instance.id}\0`,
  );

/** The archive that EC2Rescue makes of the crash dumps that a Windows host already has. */
export const dumpArchive = ({ instance, facts }: Host): Image => {
  const archive = zipOf(
    facts.crashDumps.map(({ path, bytes }) => ({
      name: `memory-dump/${path.slice(path.lastIndexOf('\\') + 1)}`,
      content: crashDump(`${instance.id}/${path}`, bytes).part(0, bytes),
    })),
  );
  return { bytes: archive.length, part: (from, length) => archive.subarray(from, from + length) };
};

/** Where the dump of a nonce is on a host. */
export const dumpPath = ({ instance }: Host, { device, mount, nonce }: CaptureOrder): string =>
  instance.platform === 'windows'
    ? `C:\\ProgramData\\${nonce}\\dumps.zip`
    : `${device === '' ? '/var/tmp' : mount}/${nonce}.lime`;

const volumeOf = ({ place, host }: Scene, { device }: CaptureOrder): string | undefined =>
  device === '' ? undefined : volumeAt(place, host, device);

/** Whether a disk of its own was ordered for a dump, and is not there. */
export const isDiskMissing = (scene: Scene, order: CaptureOrder): boolean =>
  order.device !== '' && volumeOf(scene, order) === undefined;

/** Writes a dump to the disk that was ordered, in place of what earlier tries left there. */
export const writeDump = (scene: Scene, order: CaptureOrder, file: Pick<DumpFile, 'bootedAt' | 'bytes'>): void => {
  const { place, host } = scene;
  const volumeId = volumeOf(scene, order);
  const dumps = dumpsIn(place);
  for (const [id, old] of dumps.entries()) if (volumeId !== undefined && old.volumeId === volumeId) dumps.delete(id);
  dumps.put(idOf(scene, order), {
    instanceId: host.instance.id,
    path: dumpPath(host, order),
    ...(volumeId !== undefined && { volumeId }),
    ...file,
    at: place.world.clock.now(),
  });
};

/** The dump of a nonce, if it is on the disk that it should be on, and that disk is there. */
export const findDump = (scene: Scene, order: CaptureOrder): DumpFile | undefined => {
  const found = dumpsIn(scene.place).get(idOf(scene, order));
  return found?.volumeId === volumeOf(scene, order) ? found : undefined;
};

/** Deletes a dump that was sent from the host's own disk; on a disk of its own it stays. */
export const leaveDump = (scene: Scene, order: CaptureOrder): void => {
  if (order.device === '') dumpsIn(scene.place).delete(idOf(scene, order));
};

/** The bytes of a dump as they are now. */
export const contentOf = (host: Host, { bootedAt, altered }: DumpFile): Image => {
  const image = host.instance.platform === 'windows' ? dumpArchive(host) : memoryOf(host, bootedAt);
  return altered ? overwritten(image) : image;
};

const overwritten = ({ bytes, part }: Image): Image => ({
  bytes,
  part: (from, length) => Buffer.from(part(from, length).map((byte) => byte ^ 0xff)),
});

const idOf = ({ host }: Scene, { nonce }: CaptureOrder): string => `${host.instance.id}/${nonce}`;
