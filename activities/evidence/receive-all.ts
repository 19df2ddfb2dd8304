import { setTimeout as pause } from 'node:timers/promises';

/** A connection on which nothing arrives for so long, in milliseconds, is broken. */
export const silence = 30_000;
/** So often in a row it may break before anything arrives. */
const mostBreaks = 5;

/** What is received: how many bytes there are, how many have come, and which errors another try does not help. */
export type Receiving = {
  readonly size: number;
  readonly arrived: () => number;
  readonly isFinal: (error: unknown) => boolean;
  readonly signal?: AbortSignal;
};

/**
 * Lets `receive` go on behind what has arrived, until everything has: again and again where the connection breaks, after
 * a wait that grows while nothing comes. Rejects with the last error when it breaks too often, and when `signal` aborts.
 */
export const receiveAll = async (
  { size, arrived, isFinal, signal }: Receiving,
  receive: () => Promise<void>,
): Promise<void> => {
  for (let breaks = 0; arrived() < size; breaks += 1) {
    const before = arrived();
    try {
      await receive();
      if (arrived() < size) throw new Error(`${arrived()} of ${size} bytes arrived`);
    } catch (error) {
      signal?.throwIfAborted();
      if (isFinal(error)) throw error;
      if (arrived() > before) breaks = 0;
      if (breaks >= mostBreaks) throw error;
      await pause(Math.min(5_000, 100 * 2 ** breaks), undefined, { ...(signal && { signal }) });
    }
  }
};
