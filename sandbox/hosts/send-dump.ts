import { lock } from './capture-lock.js';
import { partsOf, sendOrder, type SendOrder } from './capture-orders.js';
import { download, failed, jsonLine, then } from './capture-protocol.js';
import { curl, isAnswer } from './curl.js';
import { contentOf, findDump, leaveDump } from './dump-files.js';
import type { Image } from './memory-image.js';
import { numberIn, textIn, type Player, type PlayState, type Scene, type Step } from './play.js';

const MOUNT_MS = 800;

/** Bytes per millisecond that a host cuts and sends: 40 MiB/s. */
const RATE = 41_943;

const timeOf = (bytes: number): number => 200 + Math.ceil(Math.max(0, bytes) / RATE);

/** Plays `send-dump`: each part of what the host has dumped goes to its own address, with its signed SHA-256. */
export const sendDump: Player = (scene, state) => {
  const order = sendOrder(scene);
  if (order === undefined) return failed('variables', 'a variable is missing or malformed');
  const waiting = lock(scene, state, order.nonce, 'device');
  if (waiting !== undefined) return waiting;
  const step = sent(scene, state, order);
  if ('exit' in step) leaveDump(scene, order);
  return step;
};

const sent = (scene: Scene, state: PlayState, order: SendOrder): Step => {
  const phase = textIn(state, 'phase');
  const dump = findDump(scene, order);
  if (dump === undefined) return failed('dump', 'it is not there any more');
  if (phase === 'device') return then(state, 'manifest', MOUNT_MS);
  return phase === 'manifest'
    ? manifest(scene, state, order, dump.bytes)
    : part(scene, state, order, contentOf(scene.host, dump));
};

const manifest = (scene: Scene, state: PlayState, { manifestUrl, partSize }: SendOrder, bytes: number): Step => {
  const tried = download(scene, state, manifestUrl, 'manifest');
  if (!isAnswer(tried)) return tried;
  const text = tried.body.toString('utf8');
  if (partsOf(text) === undefined) return failed('manifest', 'it is not JSON lines of parts');
  return then(state, 'part', timeOf(Math.min(partSize, bytes)), { manifest: text });
};

const part = (scene: Scene, state: PlayState, { partSize }: SendOrder, image: Image): Step => {
  const parts = partsOf(textIn(state, 'manifest')) ?? [];
  const done = numberIn(state, 'part');
  const next = parts[done];
  if (next === undefined) return { out: jsonLine({ done: true, parts: parts.length }), exit: 0 };
  const sizeAt = (index: number): number => Math.max(0, Math.min(partSize, image.bytes - index * partSize));
  const body = image.part(done * partSize, sizeAt(done));
  const headers = { 'content-length': `${body.length}`, 'x-amz-checksum-sha256': next.sha256 };
  const request = { method: 'PUT', url: next.url, headers, body } as const;
  const tried = curl(scene, state, request, (message) => failed('upload', `part ${done + 1}`, message));
  if (!isAnswer(tried)) return tried;
  return then(state, 'part', timeOf(sizeAt(done + 1)), { part: done + 1 }, jsonLine({ part: done + 1 }));
};
