import type { Hash, Json } from './json.js';

/** One read of AWS that a plan relied on. */
export type PlanAnswer = {
  readonly service: string;
  readonly operation: string;
  readonly input: Json;
  /** When the answer was there. */
  readonly at: string;
  readonly requestId: string | null;
  /** Where the answer is kept: an `AnswerDocument`. */
  readonly answer: Hash;
};

/** Every read of AWS that a plan relied on, in the order of their answers. Stored under its own hash. */
export type PlanAnswers = { readonly v: 1; readonly answers: readonly PlanAnswer[] };

/**
 * What AWS answered, without secrets. A refusal is an answer too: a plan may rest on something not being there. Of an
 * answer that is too large its beginning is kept, with length (bytes) and hash of the whole canonical text.
 */
export type AnswerDocument =
  | { readonly output: Json }
  | { readonly error: { readonly code: string; readonly message: string } }
  | { readonly cut: { readonly bytes: number; readonly sha256: Hash; readonly begins: string } };
