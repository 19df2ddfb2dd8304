import { createHash } from 'node:crypto';
import type { DumpOrder } from './capture-orders.js';
import { failed, jsonLine } from './capture-protocol.js';
import { sha256Of, type Image } from './memory-image.js';
import type { Step } from './play.js';

/** Bytes per millisecond that a host hashes: 200 MiB/s. */
const RATE = 209_715;

/** How long an image is hashed: every part, and then the whole. */
export const hashMs = (image: Image): number => Math.ceil((2 * image.bytes) / RATE);

/** The last step of a script that dumps: it says the SHA-256 of every part and of the whole, with `about` the tool. */
export const hashed = ({ partSize, mostParts }: DumpOrder, image: Image, about: object): Step => {
  const parts = Math.ceil(image.bytes / partSize);
  if (parts > mostParts) return failed('parts', `${parts} parts are needed and ${mostParts} can be told of`);
  const lines = Array.from({ length: parts }, (_, index) => {
    const body = image.part(index * partSize, Math.min(partSize, image.bytes - index * partSize));
    return { part: index + 1, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
  });
  const done = { done: true, bytes: image.bytes, sha256: sha256Of(image), ...about };
  return { out: [...lines, done].map(jsonLine).join(''), exit: 0 };
};
