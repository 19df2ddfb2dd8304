import { z } from 'zod';
import type { Hash, Json, JsonObject } from '../../workflows/contract/json.js';
import { proofKinds } from '../../workflows/contract/policy.js';
import { time } from '../text-shapes.js';

// Sizes here are far above what is ever written: they bound what a mistake may record, and never stop a step. What AWS
// or a person says is neutralised where it is shown, so any character may stand in it.

/** What something is called: an id, a target, an operation. */
export const name = z.string().min(1).max(4_096);

/** What somebody says, or an error. */
export const text = z.string().max(100_000);

/** A list of them. */
export const listOf = <T extends z.ZodType>(one: T) => z.array(one).max(10_000).readonly();

/** What belongs to a run names it; what belongs to a case or to the deployment names that. */
export const run = z.string().min(1).max(256);

/** Any value of JSON; that it is one shows when its canonical form is made. */
export const json = z.custom<Json>((value) => value !== undefined);

/** An object of JSON. */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object is expected',
);

/** `sha256:` and 64 hexadecimal digits. */
export const hash = z.custom<Hash>(
  (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value),
  'a hash is sha256: and 64 hexadecimal digits',
);

/** The attempt that Temporal counts, from 1 on; 0 where the engine itself ends a step. */
export const attempt = z.int().min(0);

/** A plan by its hashes. */
export const planReference = z.strictObject({
  root: hash,
  document: hash,
  stages: listOf(z.strictObject({ name, hash })),
});

/** A place where a run waits for people. */
export const gate = z.strictObject({
  id: name,
  kind: z.enum(['approval', 'failure']),
  nonce: name,
  openedAt: time,
  expiresAt: time,
  workflowId: name,
  escalations: listOf(z.int().min(1)).exactOptional(),
});

/** What went wrong, and what to do. */
export const problem = z.strictObject({ code: name, message: text, hint: text.nullable() });

/** How somebody proved who signs. */
export const proof = z.enum(proofKinds);
