import type { Limit } from './published-limits.js';

/** Bounds of the back-off after AWS has refused a request as too fast, in ms. */
const firstPause = 200;
const longestPause = 5_000;
/**
 * After a refusal, half as fast at once; then faster with every answer: others share the account. A response to an
 * incident must not be slowed down for long by what was perhaps one burst of somebody else.
 */
const slowest = 1 / 4;
const recovery = 1.25;

/**
 * A token bucket that lends: whoever comes when it is empty is told how long to wait, and is first in line then. Without
 * a published limit it holds nobody back until AWS does. Times are in ms, of one monotonic clock.
 */
export class Bucket {
  #tokens: number;
  #at: number;
  #speed = 1;
  #pause = 0;
  #closedUntil = 0;

  constructor(
    private readonly limit: Limit | null,
    now: number,
  ) {
    this.#tokens = limit?.[0] ?? 0;
    this.#at = now;
  }

  /** Takes `tokens`, and answers how many ms to wait before using them. */
  take(tokens: number, now: number): number {
    const closed = Math.max(0, this.#closedUntil - now);
    if (!this.limit) return closed;
    const [capacity, refill] = this.limit;
    const rate = (refill * this.#speed) / 1_000;
    this.#tokens = Math.min(capacity, this.#tokens + (now - this.#at) * rate);
    this.#at = now;
    this.#tokens -= tokens;
    return Math.max(closed, this.#tokens < 0 ? -this.#tokens / rate : 0);
  }

  /** AWS refused a request: what we thought was left is not there. */
  refused(now: number): void {
    this.#tokens = Math.min(0, this.#tokens);
    // A burst of refusals is one refusal: those that were on their way say nothing new.
    if (now < this.#closedUntil) return;
    this.#speed = Math.max(slowest, this.#speed / 2);
    this.#pause = Math.min(longestPause, this.#pause * 2 || firstPause);
    this.#closedUntil = now + this.#pause;
  }

  /** AWS took a request. */
  answered(): void {
    this.#speed = Math.min(1, this.#speed * recovery);
    this.#pause = 0;
  }
}
