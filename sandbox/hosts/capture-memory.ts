import { failed, orderOf, then, type CaptureOrder } from './capture-protocol.js';
import { volumeAt } from './devices.js';
import { bootedAt } from './host.js';
import { limeImage, sha256Of, type Image } from './memory-image.js';
import { textIn, type Player, type PlayState, type Scene, type Step } from './play.js';
import { prepare } from './prepare-capture.js';
import { dumpsIn } from './run-records.js';
import { firstPartMs, uploadNext } from './upload-parts.js';

/** Bytes per millisecond that AVML writes to an EBS volume: 100 MiB/s. */
const DUMP_RATE = 104_857;
const MOUNT_MS = 800;

/** The memory of a host since its operating system started, as AVML would write it. */
const memoryOf = ({ place, host }: Pick<Scene, 'place' | 'host'>): Image =>
  limeImage(
    `${host.instance.id}/${bootedAt(place, host.instance) ?? 0}`,
    host.facts.memory,
    `Linux version ${host.facts.os.kernel} (${host.facts.os.name} ${host.facts.os.version}) ${host.instance.id}\0`,
  );

/** Plays `capture-memory-avml`, as the protocol has it: AVML writes the whole memory to a disk, then parts are sent. */
export const captureMemory: Player = (scene, state) => {
  const preparing = prepare(scene, state, 'device');
  if (preparing !== undefined) return preparing;
  const order = orderOf(scene);
  if (order === undefined) return failed('variables', 'a variable is missing or malformed');
  const image = memoryOf(scene);
  const phase = textIn(state, 'phase');
  if (phase === 'device') return device(scene, state, order);
  if (phase === 'dump') return dump(scene, state, order, image);
  return uploadNext(scene, state, order, image, { tool: 'avml 0.19.0' });
};

const device = ({ place, host }: Scene, state: PlayState, order: CaptureOrder): Step => {
  const missing = order.device !== '' && volumeAt(place, host, order.device) === undefined;
  if (missing)
    return failed('device', order.device, `mount: ${order.mount}: special device ${order.device} does not exist.`);
  if (order.device === '' && host.facts.diskFree < host.facts.memory)
    return failed('space', `${host.facts.diskFree} bytes are free`);
  return then(state, 'dump', MOUNT_MS + Math.ceil(host.facts.memory / DUMP_RATE));
};

const dump = ({ place, host, run }: Scene, state: PlayState, order: CaptureOrder, image: Image): Step => {
  if (host.instance.architecture === 'arm64')
    return failed('acquire', 'exec', './avml: cannot execute binary file: Exec format error');
  if (host.facts.lockdown !== 'none' || !host.facts.memorySource)
    return failed('acquire', 'no source', 'Error: unable to create memory snapshot: no memory source can be read');
  const volumeId = order.device === '' ? undefined : volumeAt(place, host, order.device);
  if (order.device !== '' && volumeId === undefined)
    return failed('acquire', 'write', 'Error: unable to write: Input/output error (os error 5)');
  dumpsIn(place).put(run, {
    instanceId: host.instance.id,
    path: `${order.device === '' ? '/var/tmp' : order.mount}/${order.nonce}.lime`,
    ...(volumeId !== undefined && { volumeId }),
    bytes: image.bytes,
    sha256: sha256Of(image),
    at: place.world.clock.now(),
  });
  return then(state, 'part', firstPartMs(order, image));
};
