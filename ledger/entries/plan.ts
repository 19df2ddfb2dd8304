import { z } from 'zod';
import { failureChoices } from '../../workflows/contract/words.js';
import { recordedSchema } from '../signed-document.js';
import { time } from '../text-shapes.js';
import { gate, hash, listOf, name, planReference, proof, run, text } from './shapes.js';

/** A plan, as it is put to people, and as it was made again when they had signed. */
export const planBody = z.discriminatedUnion('event', [
  z.strictObject({
    run,
    event: z.literal('planned'),
    plan: planReference,
    answers: hash.exactOptional(),
    release: name.exactOptional(),
    gate,
    summary: text,
    changes: listOf(text),
    standing: z.strictObject({ steps: listOf(name), person: name, ratifyBy: time }).exactOptional(),
  }),
  z.strictObject({
    run,
    event: z.literal('replanned'),
    plan: planReference,
    answers: hash.exactOptional(),
    authority: hash,
    release: name.exactOptional(),
  }),
]);

/** A decision that counts. */
export const approvalBody = z.strictObject({
  run,
  gate: name,
  operator: name,
  person: name,
  decision: z.enum(['approve', 'deny', ...failureChoices]),
  plan: hash.nullable(),
  step: name.nullable(),
  reason: text,
  roles: listOf(name),
  proof,
  signed: recordedSchema,
});

/** What was handed in and does not count, and why. */
export const refusalBody = z.strictObject({
  run,
  gate: name.nullable(),
  operator: name,
  proven: z.boolean(),
  code: name,
  reason: text,
  plan: hash.nullable(),
  signed: recordedSchema.nullable(),
});
