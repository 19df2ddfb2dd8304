import { dumpOrder, type DumpOrder } from './capture-orders.js';
import { failed, then } from './capture-protocol.js';
import { isDiskMissing, memoryOf, writeDump } from './dump-files.js';
import { hashed, hashMs } from './hash-parts.js';
import { bootedAt } from './host.js';
import { textIn, type Player, type PlayState, type Scene, type Step } from './play.js';
import { prepareDump } from './prepare-dump.js';

/** Bytes per millisecond that AVML writes to an EBS volume: 100 MiB/s. */
const DUMP_RATE = 104_857;
const MOUNT_MS = 800;

/** Plays `dump-memory-avml`, as the protocol has it: AVML writes the whole memory to a disk, then it is hashed. */
export const dumpMemory: Player = (scene, state) => {
  const order = dumpOrder(scene);
  if (order === undefined) return failed('variables', 'a variable is missing or malformed');
  const preparing = prepareDump(scene, state, order, 'device');
  if (preparing !== undefined) return preparing;
  const { place, host } = scene;
  const image = memoryOf(host, bootedAt(place, host.instance) ?? 0);
  const phase = textIn(state, 'phase');
  if (phase === 'device') return device(scene, state, order);
  if (phase === 'hash') return hashed(order, image, { tool: 'avml 0.19.0' });
  const problem = problemOf(scene, order);
  if (problem !== undefined) return problem;
  writeDump(scene, order, { bootedAt: bootedAt(place, host.instance) ?? 0, bytes: image.bytes });
  return then(state, 'hash', hashMs(image));
};

const device = (scene: Scene, state: PlayState, order: DumpOrder): Step => {
  const { host } = scene;
  if (isDiskMissing(scene, order))
    return failed('device', order.device, `mount: ${order.mount}: special device ${order.device} does not exist.`);
  if (order.device === '' && host.facts.diskFree < host.facts.memory)
    return failed('space', `${host.facts.diskFree} bytes are free`);
  return then(state, 'dump', MOUNT_MS + Math.ceil(host.facts.memory / DUMP_RATE));
};

const problemOf = (scene: Scene, order: DumpOrder): Step | undefined => {
  const { host } = scene;
  if (host.instance.architecture === 'arm64')
    return failed('acquire', 'exec', './avml: cannot execute binary file: Exec format error');
  if (host.facts.lockdown !== 'none' || !host.facts.memorySource)
    return failed('acquire', 'no source', 'Error: unable to create memory snapshot: no memory source can be read');
  return isDiskMissing(scene, order)
    ? failed('acquire', 'write', 'Error: unable to write: Input/output error (os error 5)')
    : undefined;
};
