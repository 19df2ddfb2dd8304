import { z } from 'zod';
import { time } from '../text-shapes.js';
import { name, run, text } from './shapes.js';

const size = z.int().min(1);

/** A seal over the case, or why it was not sealed any more. */
export const sealBody = z.discriminatedUnion('event', [
  z.strictObject({
    run,
    event: z.literal('sealed'),
    size,
    checkpoint: text,
    stored: z.strictObject({ bucket: name, key: name, versionId: name, retainUntil: time }).nullable(),
  }),
  z.strictObject({ run, event: z.literal('refused'), size, reason: text, against: text.nullable() }),
]);
