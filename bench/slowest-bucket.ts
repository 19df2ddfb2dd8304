import { chargesFor, type Limit } from '../activities/aws/pace/published-limits.js';

/** The bucket of AWS's published limits that calls are held up by most, and for how many seconds at the least. */
export type SlowestBucket = { readonly name: string; readonly seconds: number };

/** How long calls must take whoever makes them, when all buckets are full at the beginning. */
export const slowestBucket = (
  calls: readonly { readonly service: string; readonly operation: string }[],
): SlowestBucket => {
  const drawn = new Map<string, { readonly limit: Limit; readonly tokens: number }>();
  for (const { service, operation } of calls)
    for (const { bucket, limit, tokens } of chargesFor(service, operation)) {
      const name = `${service} ${bucket}`;
      drawn.set(name, { limit, tokens: tokens + (drawn.get(name)?.tokens ?? 0) });
    }
  let slowest: SlowestBucket = { name: 'none', seconds: 0 };
  for (const [name, { limit, tokens }] of drawn) {
    const [capacity, refill] = limit;
    const seconds = (tokens - capacity) / refill;
    if (seconds > slowest.seconds) slowest = { name, seconds };
  }
  return slowest;
};
