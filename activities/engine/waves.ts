import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';

/**
 * Targets that are planned at once. They fill the calls that take many ids. What AWS tells of one target only is asked
 * three times for each: other runs of this worker that need the same bucket wait for those seconds, and not for the whole.
 */
const atOnce = 100;

/** Runs `work` over the items, some at a time. Once the activity is cancelled no more are begun. */
export const inWaves = async <Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> => {
  const { cancellationSignal } = Context.current();
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    for (const some of await Promise.all(items.slice(from, from + atOnce).map(work))) answers.push(...some);
    cancellationSignal.throwIfAborted();
  }
  return answers;
};

const mostTries = 3;
const unlucky: readonly (string | null | undefined)[] = [failureTypes.throttled, failureTypes.unavailable];

/**
 * Reads again what AWS was too busy for, or did not answer: one such read among hundreds must not begin the whole plan
 * anew. Whoever was too fast is held back by the pace of calls.
 */
export const againIfUnlucky = async <T>(read: () => Promise<T>): Promise<T> => {
  for (let tried = 1; ; tried += 1)
    try {
      return await read();
    } catch (error) {
      const isUnlucky = error instanceof ApplicationFailure && unlucky.includes(error.type);
      if (!isUnlucky || tried === mostTries) throw error;
    }
};
