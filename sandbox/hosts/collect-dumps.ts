import { failed, orderOf, then } from './capture-protocol.js';
import type { Host } from './host.js';
import { crashDump, type Image } from './memory-image.js';
import { textIn, type Player } from './play.js';
import { prepare } from './prepare-capture.js';
import { firstPartMs, uploadNext } from './upload-parts.js';
import { zipOf } from './zip.js';

const COLLECT_MS = 12_000;

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

/**
 * Plays `ec2rescue-memory-dump`: EC2Rescue collects the dumps of earlier crashes. It takes no memory: a host that never
 * crashed, or keeps no dumps, has nothing to give.
 */
export const collectDumps: Player = (scene, state) => {
  const preparing = prepare(scene, state, 'collect');
  if (preparing !== undefined) return preparing;
  const order = orderOf(scene);
  if (order === undefined) return failed('variables', 'a variable is missing or malformed');
  const { facts } = scene.host;
  if (facts.crashDumps.length === 0) return failed('no-dumps', 'there is no MEMORY.DMP and no minidump');
  const wanted = facts.crashDumps.reduce((sum, { bytes }) => sum + bytes, 0);
  if (facts.diskFree < wanted) return failed('space', `${facts.diskFree} bytes are free`);
  const archive = dumpArchive(scene.host);
  if (textIn(state, 'phase') === 'collect') return then(state, 'part', COLLECT_MS + firstPartMs(order, archive));
  const files = facts.crashDumps.map(({ path }) => path);
  return uploadNext(scene, state, order, archive, { tool: 'EC2Rescue 1.1.7', files });
};
