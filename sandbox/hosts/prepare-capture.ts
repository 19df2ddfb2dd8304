import { createHash } from 'node:crypto';
import { failed, orderOf, partUrls, then, type CaptureOrder } from './capture-protocol.js';
import { curl, isAnswer } from './curl.js';
import { bootedAt } from './host.js';
import { textIn, type PlayState, type Scene, type Step } from './play.js';
import { locksIn, runsIn } from './run-records.js';

const LOCK_WAIT_MS = 5_000;
const DOWNLOAD_MS = 400;

/**
 * What every capture does first: lock, manifest, tool. Undefined once that is done, when `state` holds the `manifest`;
 * the phase after is the caller's `next`.
 */
export const prepare = (scene: Scene, state: PlayState, next: string): Step | undefined => {
  const order = orderOf(scene);
  if (order === undefined) return failed('variables', 'a variable is missing or malformed');
  const phase = textIn(state, 'phase');
  if (phase === '') return lock(scene, state, order);
  if (phase === 'manifest') return manifest(scene, state, order);
  return phase === 'tool' ? tool(scene, state, order, next) : undefined;
};

const lock = (scene: Scene, state: PlayState, { nonce }: CaptureOrder): Step => {
  const { place, host, run } = scene;
  const id = `${host.instance.id}/${nonce}`;
  const holder = locksIn(place).get(id)?.run;
  const held = holder === undefined || holder === run ? undefined : runsIn(place).get(holder);
  if (held?.exit !== undefined) return { out: held.stdout, err: held.stderr, exit: held.exit };
  const alive = held?.endedAt === undefined && held?.bootedAt === bootedAt(place, host.instance);
  if (held !== undefined && alive) return { afterMs: LOCK_WAIT_MS, state };
  locksIn(place).put(id, { run });
  return then(state, 'manifest', DOWNLOAD_MS);
};

const manifest = (scene: Scene, state: PlayState, { manifestUrl }: CaptureOrder): Step => {
  const request = { method: 'GET', url: manifestUrl, headers: {} } as const;
  const tried = curl(scene, state, request, (message) => failed('manifest', 'it cannot be downloaded', message));
  if (!isAnswer(tried)) return tried;
  const text = tried.body.toString('utf8');
  if (partUrls(text) === undefined) return failed('manifest', 'it is not JSON lines of parts');
  return then(state, 'tool', DOWNLOAD_MS, { manifest: text });
};

const tool = (scene: Scene, state: PlayState, { toolUrl, toolSha256 }: CaptureOrder, next: string): Step => {
  const request = { method: 'GET', url: toolUrl, headers: {} } as const;
  const tried = curl(scene, state, request, (message) => failed('tool', 'it cannot be downloaded', message));
  if (!isAnswer(tried)) return tried;
  const sha256 = createHash('sha256').update(tried.body).digest('hex');
  if (sha256 !== toolSha256)
    return failed('tool-hash', sha256, 'sha256sum: WARNING: 1 computed checksum did NOT match');
  return then(state, next, DOWNLOAD_MS);
};
