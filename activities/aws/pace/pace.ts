import { setTimeout as pause } from 'node:timers/promises';
import { isTooFast } from '../errors.js';
import { Bucket } from './bucket.js';
import { bucketsOf, chargesFor } from './published-limits.js';

/** Which buckets a request draws on: AWS keeps them per account and Region. */
export type Paced = { readonly place: string; readonly service: string; readonly operation: string };

/** Keeps the calls of one worker under AWS's limits, however many activities make them at once. */
export type Pace = {
  /** Makes the call when there is room for it. A refusal as too fast slows down everybody who draws on that bucket. */
  readonly keep: <T>(request: Paced, call: () => Promise<T>) => Promise<T>;
};

/** One pace is shared by all clients of a worker. The clock and the waiting are given by tests alone. */
export const openPace = (
  now: () => number = () => performance.now(),
  wait: (ms: number) => Promise<unknown> = (ms) => pause(ms),
): Pace => {
  const buckets = new Map<string, Bucket>();
  const bucketsFor = ({ place, service, operation }: Paced): readonly { bucket: Bucket; tokens: number }[] => {
    const published = chargesFor(service, operation);
    const charges = published.length > 0 ? published : [{ bucket: operation, limit: null, tokens: 1 }];
    return charges.map(({ bucket: name, limit, tokens }) => {
      const key = `${place} ${bucketsOf(service)} ${name}`;
      const bucket = buckets.get(key) ?? new Bucket(limit, now());
      buckets.set(key, bucket);
      return { bucket, tokens };
    });
  };
  return {
    keep: async (request, call) => {
      const drawn = bucketsFor(request);
      const ms = Math.max(...drawn.map(({ bucket, tokens }) => bucket.take(tokens, now())));
      if (ms > 0) await wait(ms);
      try {
        const answer = await call();
        for (const { bucket } of drawn) bucket.answered();
        return answer;
      } catch (error) {
        if (isTooFast(error)) for (const { bucket } of drawn) bucket.refused(now());
        throw error;
      }
    },
  };
};
