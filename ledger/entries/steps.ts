import { z } from 'zod';
import { time } from '../text-shapes.js';
import { attempt, gate, hash, json, jsonObject, listOf, name, problem, run, text } from './shapes.js';

/** How far a step has come; with its change record, or its failure and the gate that asks about it. */
export const outcomeBody = z.strictObject({
  run,
  step: name,
  state: z.enum(['applying', 'applied', 'failed', 'skipped', 'reconciled', 'progress']),
  attempt,
  output: json.exactOptional(),
  document: hash.exactOptional(),
  root: hash.exactOptional(),
  call: name.exactOptional(),
  error: problem.exactOptional(),
  gate: gate.exactOptional(),
  note: text.exactOptional(),
});

/** What was read back after a step. */
export const verificationBody = z.strictObject({
  run,
  step: name,
  assurance: z.enum(['requested', 'configured', 'quiet']),
  holds: z.boolean(),
  since: time,
  facts: listOf(text),
  notCut: listOf(text),
});

/** How far a change is put back. */
export const undoBody = z.strictObject({
  run,
  step: name,
  state: z.enum(['undoing', 'undone', 'undo-failed']),
  attempt,
  facts: listOf(text),
  error: problem.exactOptional(),
});

/** One item of evidence, and what vouches for it. */
export const evidenceBody = z.strictObject({
  run,
  step: name,
  id: name,
  evidenceKind: name,
  source: name,
  method: text,
  location: name,
  state: name,
  collectedAt: time,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
  bytes: z.int().min(0).exactOptional(),
  document: hash.exactOptional(),
  details: jsonObject.exactOptional(),
});
