import { ApplicationFailure } from '@temporalio/common';
import type { Ledger } from '../../ledger/ledger.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Attempt } from '../aws/attempt.js';
import { failure } from '../aws/errors.js';

/**
 * Whether the attempt before this one announced a call and has not heard how it came out: a request that its process
 * left on the way can take effect even now, between what this attempt reads and what it does.
 */
export const canBeOvertaken = async (
  ledger: Ledger,
  { case: caseId, run, step, attempt }: Attempt,
): Promise<boolean> => {
  if (step === null) return false;
  const entries = await ledger.entries(caseId, { run, step, kinds: ['intent', 'call'] });
  const ofThatAttempt = entries.flatMap(({ kind, body }) =>
    (kind === 'intent' || kind === 'call') && body.attempt === attempt - 1 ? [{ kind, call: body.call }] : [],
  );
  return ofThatAttempt.some(
    ({ kind, call }) =>
      kind === 'intent' && !ofThatAttempt.some((other) => other.kind === 'call' && other.call === call),
  );
};

/** What an attempt that can be overtaken fails with is not final: the next one, which cannot be, looks again. */
export const notFinal = (error: unknown): unknown =>
  error instanceof ApplicationFailure && error.nonRetryable
    ? failure(
        failureTypes.inconsistent,
        error.message,
        'An earlier call may just have taken effect; it is tried again.',
        error,
      )
    : error;
