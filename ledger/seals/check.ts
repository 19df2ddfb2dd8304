import { GrowingTree } from './merkle.js';
import type { Seal } from './seal.js';

/** The first seal that a history does not bear out: by size, and why. */
export type BrokenSeal = { readonly seal: Seal; readonly reason: string };

/**
 * Holds seals of one case against its history, line by line, in memory for the seals alone. What a history must be for
 * all of them to hold: it has every entry that one of them counts, and each root is that of its first entries.
 */
export class SealCheck {
  readonly #tree = new GrowingTree();
  readonly #bySize: readonly Seal[];
  readonly #broken: BrokenSeal[] = [];
  #next = 0;

  constructor(seals: readonly Seal[]) {
    this.#bySize = seals.toSorted((one, other) => one.size - other.size);
  }

  /** The next line of the history, byte for byte. */
  push(line: string): void {
    this.#tree.push(line);
    for (let seal = this.#bySize[this.#next]; seal?.size === this.#tree.size; seal = this.#bySize[this.#next]) {
      if (!seal.root.equals(this.#tree.root())) {
        const reason = `fork: ${seal.name} seals another history than the first ${seal.size} entries here`;
        this.#broken.push({ seal, reason });
      }
      this.#next += 1;
    }
  }

  /** The tree over the history so far. */
  get tree(): GrowingTree {
    return this.#tree;
  }

  /** How many seals hold so far. */
  get held(): number {
    return this.#next - this.#broken.length;
  }

  /** To be asked at the end of the history: every seal that does not hold, smallest first. */
  broken(): readonly BrokenSeal[] {
    const cut = this.#bySize.slice(this.#next).map((seal) => ({
      seal,
      reason: `cut: ${seal.name} seals ${seal.size} entries, ${this.#tree.size} are there`,
    }));
    return [...this.#broken, ...cut];
  }
}
