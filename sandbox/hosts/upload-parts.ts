import { createHash } from 'node:crypto';
import { failed, jsonLine, partUrls, then, type CaptureOrder } from './capture-protocol.js';
import { curl, headerOf, isAnswer } from './curl.js';
import { sha256Of, type Image } from './memory-image.js';
import { numberIn, textIn, type PlayState, type Scene, type Step } from './play.js';

/** Bytes per millisecond that a host hashes and sends: 40 MiB/s. */
const RATE = 41_943;

/** Sends the next part of `image`; after the last one the capture is done, and says so with `about` the tool. */
export const uploadNext = (
  scene: Scene,
  state: PlayState,
  { partSize }: CaptureOrder,
  image: Image,
  about: object,
): Step => {
  const urls = partUrls(textIn(state, 'manifest')) ?? [];
  const done = numberIn(state, 'part');
  if (done * partSize >= image.bytes)
    return { out: jsonLine({ done: true, bytes: image.bytes, sha256: sha256Of(image), ...about }), exit: 0 };
  const needed = Math.ceil(image.bytes / partSize);
  if (needed > urls.length) return failed('parts', `${needed} parts are needed, the manifest has ${urls.length}`);
  const body = image.part(done * partSize, Math.min(partSize, image.bytes - done * partSize));
  const request = {
    method: 'PUT',
    url: urls[done] ?? '',
    headers: { 'content-length': `${body.length}`, 'content-md5': createHash('md5').update(body).digest('base64') },
    body,
  } as const;
  const tried = curl(scene, state, request, (message) => failed('upload', `part ${done + 1}`, message));
  if (!isAnswer(tried)) return tried;
  const line = {
    part: done + 1,
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    etag: headerOf(tried, 'etag'),
  };
  const following = Math.min(partSize, image.bytes - (done + 1) * partSize);
  return then(state, 'part', 200 + Math.ceil(Math.max(0, following) / RATE), { part: done + 1 }, jsonLine(line));
};

/** How long the first part takes: it is hashed and sent before anything is heard of it. */
export const firstPartMs = ({ partSize }: CaptureOrder, image: Image): number =>
  200 + Math.ceil(Math.min(partSize, image.bytes) / RATE);
