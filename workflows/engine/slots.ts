/**
 * Bounds how much is done at once: `width` pieces of work, over all who share it. Who waits for a person holds no slot,
 * so that targets that failed never keep the others from their turn; who came first goes first.
 */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(width: number) {
    this.#free = width;
  }

  /** Does the work when there is a slot for it. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The slot goes to whoever waits longest, and is free only when nobody does.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
