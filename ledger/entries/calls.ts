import { z } from 'zod';
import { attempt, hash, json, name, run } from './shapes.js';

/** A changing call, before it is made. */
export const intentBody = z.strictObject({
  run,
  step: name,
  call: name,
  attempt,
  service: name,
  operation: name,
  target: name,
  input: json,
  plan: hash,
  reconciles: attempt.exactOptional(),
});

/** A call that was made, and how it ended. */
export const callBody = z.strictObject({
  run,
  step: name.nullable(),
  call: name.nullable(),
  service: name,
  operation: name,
  target: z.string().max(4_096),
  input: json,
  requestId: name.nullable(),
  attempt,
  outcome: z.enum(['ok', 'error']),
  errorCode: name.nullable(),
  durationMs: z.number().min(0),
  output: json.exactOptional(),
});
