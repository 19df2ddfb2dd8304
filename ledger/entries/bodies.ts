import { z } from 'zod';
import type { EntryBodies, EntryKind } from '../../workflows/contract/entries.js';
import type { Json } from '../../workflows/contract/json.js';
import { LedgerInputError } from '../errors.js';
import { callBody, intentBody } from './calls.js';
import { caseBody, custodyBody, noteBody } from './case.js';
import { deploymentBody } from './deployment.js';
import { approvalBody, planBody, refusalBody } from './plan.js';
import { runBody } from './run.js';
import { sealBody } from './seal.js';
import { evidenceBody, outcomeBody, undoBody, verificationBody } from './steps.js';

/**
 * The bodies that entries of version 1 may have, by kind: nothing else is recorded. A member that is added must be one
 * that may be missing, or there are entries that do not fit any more; a kind or event that means something else than
 * before needs a new name. What cannot be done in this way makes a version 2, with schemas of its own beside these.
 */
export const bodySchemas = {
  run: runBody,
  plan: planBody,
  approval: approvalBody,
  refusal: refusalBody,
  intent: intentBody,
  call: callBody,
  outcome: outcomeBody,
  verification: verificationBody,
  undo: undoBody,
  evidence: evidenceBody,
  custody: custodyBody,
  note: noteBody,
  case: caseBody,
  deployment: deploymentBody,
  seal: sealBody,
} satisfies { readonly [K in EntryKind]: z.ZodType<EntryBodies[K]> };

// Without what makes no difference: an intersection is the object that it makes.
type Plain<T> = Json extends T
  ? T
  : T extends readonly (infer U)[]
    ? readonly Plain<U>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type None<T extends never> = T;

/** Kinds whose schema and contract differ, were it only in what may be missing: with one of them this does not compile. */
export type Differing = None<
  {
    [K in EntryKind]: IsSame<Plain<z.output<(typeof bodySchemas)[K]>>, Plain<EntryBodies[K]>> extends true ? never : K;
  }[EntryKind]
>;

/** Throws LedgerInputError when the body is none that an entry of this kind may have. */
export const checkBody = (kind: EntryKind, body: unknown): void => {
  const { error } = bodySchemas[kind].safeParse(body);
  if (error) throw new LedgerInputError(`this is no body of a ${kind} entry: ${z.prettifyError(error).slice(0, 400)}`);
};
