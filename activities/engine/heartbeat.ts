import { Context } from '@temporalio/activity';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';

/** How often an attempt says that it lives. */
const beat = 500;

/**
 * Beats the heart of an activity while `work` runs, and hands it a check that throws once the attempt may have been
 * given up: when its process was frozen for longer than the heartbeat timeout, another attempt can be at work.
 * `told` is what it says of itself meanwhile.
 */
export const whileBeating = async <T>(
  work: (stillMine: () => void) => Promise<T>,
  told: () => unknown = () => undefined,
): Promise<T> => {
  const context = Context.current();
  const limit = context.info.heartbeatTimeoutMs ?? Number.POSITIVE_INFINITY;
  let last = Date.now();
  let frozen = false;
  const look = (): void => {
    frozen ||= Date.now() - last > limit;
    last = Date.now();
  };
  const timer = setInterval(() => {
    look();
    context.heartbeat(told());
  }, beat);
  try {
    return await work(() => {
      look();
      if (frozen)
        throw failure(failureTypes.fenced, 'This attempt was frozen past its deadline: a newer one has taken over.');
    });
  } finally {
    clearInterval(timer);
  }
};

/** Beats the heart of an activity that only finds something out, and ends as soon as that is not wanted any more. */
export const whileWanted = <T>(work: () => Promise<T>): Promise<T> =>
  whileBeating(() => Promise.race([work(), Context.current().cancelled]));
