import { dumpOrder } from './capture-orders.js';
import { failed, then } from './capture-protocol.js';
import { dumpArchive, writeDump } from './dump-files.js';
import { hashed, hashMs } from './hash-parts.js';
import { textIn, type Player } from './play.js';
import { prepareDump } from './prepare-dump.js';

const COLLECT_MS = 12_000;

/**
 * Plays `dump-crashes-ec2rescue`: EC2Rescue collects the dumps of earlier crashes. It takes no memory: a host that never
 * crashed, or keeps no dumps, has nothing to give.
 */
export const collectDumps: Player = (scene, state) => {
  const order = dumpOrder(scene);
  if (order === undefined) return failed('variables', 'a variable is missing or malformed');
  const preparing = prepareDump(scene, state, order, 'collect');
  if (preparing !== undefined) return preparing;
  const { facts } = scene.host;
  if (facts.crashDumps.length === 0) return failed('no-dumps', 'there is no MEMORY.DMP and no minidump');
  const wanted = facts.crashDumps.reduce((sum, { bytes }) => sum + bytes, 0);
  if (facts.diskFree < wanted) return failed('space', `${facts.diskFree} bytes are free`);
  const archive = dumpArchive(scene.host);
  if (textIn(state, 'phase') === 'collect') {
    writeDump(scene, order, { bootedAt: 0, bytes: archive.bytes });
    return then(state, 'hash', COLLECT_MS + hashMs(archive));
  }
  return hashed(order, archive, { tool: 'EC2Rescue 1.1.7', files: facts.crashDumps.map(({ path }) => path) });
};
