import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import type { StepFailure } from '../contract/activities.js';
import { failureTypes } from '../contract/failures.js';

/** What went wrong, as people see it: the innermost cause that we typed, and its hint. */
export const describeFailure = (error: unknown): StepFailure => {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure)
    return error.cause
      ? describeFailure(error.cause)
      : { code: failureTypes.failed, message: error.message, hint: null };
  if (error instanceof ApplicationFailure) {
    const [hint] = error.details ?? [];
    return {
      code: error.type ?? failureTypes.failed,
      message: error.message,
      hint: typeof hint === 'string' ? hint : null,
    };
  }
  if (error instanceof TimeoutFailure)
    return error.cause
      ? describeFailure(error.cause)
      : {
          code: failureTypes.unavailable,
          message: 'It did not come to an end in time.',
          hint: 'Retry when AWS and the worker answer again.',
        };
  return { code: failureTypes.failed, message: error instanceof Error ? error.message : String(error), hint: null };
};
