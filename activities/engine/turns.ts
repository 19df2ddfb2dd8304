import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';

type Turn = { isOver: boolean; readonly ended: Promise<unknown> };

/**
 * Lets attempts of one thing take turns in this process: a newer one begins when the older one has ended, which is told
 * at its next step that it is over. Temporal hands out a new attempt when it has not heard of one for a while; where
 * the process was only slow, both would find that nothing is done yet, and both would do it.
 */
export class Turns {
  readonly #newest = new Map<string, Turn>();

  /** Does `work` when it is its turn. The check that it gets throws once there is a newer attempt. */
  async take<T>(name: string, work: (stillMine: () => void) => Promise<T>): Promise<T> {
    const before = this.#newest.get(name);
    if (before) before.isOver = true;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const mine: Turn = { isOver: false, ended };
    this.#newest.set(name, mine);
    const stillMine = (): void => {
      if (mine.isOver) throw failure(failureTypes.fenced, 'A newer attempt has taken over in this worker.');
    };
    try {
      await before?.ended;
      stillMine();
      return await work(stillMine);
    } finally {
      end();
      if (this.#newest.get(name) === mine) this.#newest.delete(name);
    }
  }
}
