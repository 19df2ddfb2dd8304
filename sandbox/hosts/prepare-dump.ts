import { createHash } from 'node:crypto';
import { lock } from './capture-lock.js';
import type { DumpOrder } from './capture-orders.js';
import { download, failed, then } from './capture-protocol.js';
import { isAnswer } from './curl.js';
import { textIn, type PlayState, type Scene, type Step } from './play.js';

const UNPACK_MS = 400;

/** What every script that dumps does first: lock, tool. Undefined once that is done; the phase after is `next`. */
export const prepareDump = (scene: Scene, state: PlayState, order: DumpOrder, next: string): Step | undefined =>
  lock(scene, state, order.nonce, 'tool') ??
  (textIn(state, 'phase') === 'tool' ? tool(scene, state, order, next) : undefined);

const tool = (scene: Scene, state: PlayState, { toolUrl, toolSha256 }: DumpOrder, next: string): Step => {
  const tried = download(scene, state, toolUrl, 'tool');
  if (!isAnswer(tried)) return tried;
  const sha256 = createHash('sha256').update(tried.body).digest('hex');
  if (sha256 !== toolSha256)
    return failed('tool-hash', sha256, 'sha256sum: WARNING: 1 computed checksum did NOT match');
  return then(state, next, UNPACK_MS);
};
