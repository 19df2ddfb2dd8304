import { setImmediate as breathe } from 'node:timers/promises';
import { signatureHolds } from '../entry.js';
import { KeyRing } from '../key-ring.js';
import type { TrustedKey } from '../keys.js';
import type { LedgerReader } from '../reader.js';
import { checkLine, type Link } from '../verify-line.js';
import { SealCheck, type BrokenSeal } from './check.js';
import type { NodeHash } from './merkle.js';
import type { Seal } from './seal.js';

/** Few enough that verifying them keeps nobody waiting. */
const linesAtOnce = 100;

/**
 * A case as one process has read it, each entry once and each of them genuine: what was altered in the file, if only for
 * a moment, must not be sealed, or the seal would speak against the true entries for good.
 */
export class CaseHistory {
  readonly #case: string;
  readonly #ring: KeyRing;
  readonly #check: SealCheck;
  readonly #sealed: number;
  #last: Link | null = null;
  #run = '';

  /**
   * The history has to bear out all older seals of the case: `proven` ones, whose signatures hold, and `claimed` ones. For
   * entries below a proven one it vouches in the place of their signatures.
   */
  constructor(caseId: string, keys: readonly TrustedKey[], proven: readonly Seal[], claimed: readonly Seal[]) {
    this.#case = caseId;
    this.#ring = new KeyRing(keys);
    this.#check = new SealCheck([...proven, ...claimed]);
    this.#sealed = Math.max(0, ...proven.map(({ size }) => size));
  }

  /** Reads what was appended since. Rejects when that is not what can have been appended to what was read before. */
  async read(reader: Pick<LedgerReader, 'head' | 'texts'>): Promise<void> {
    const entries = (await reader.head(this.#case))?.seq ?? 0;
    if (entries < this.size) throw new Error(`cut: ${this.size} entries were read here before, ${entries} are there`);
    for (;;) {
      const texts = await reader.texts(this.#case, this.size, linesAtOnce);
      for (const text of texts) this.#add(text);
      if (texts.length < linesAtOnce) return;
      // A long case must not keep the process from its heartbeats.
      await breathe();
    }
  }

  #add(text: string): void {
    const seq = this.size + 1;
    const checked = checkLine({ text }, this.#last, { ring: this.#ring, case: this.#case });
    if ('reason' in checked) throw new Error(`entry ${seq}: ${checked.reason}`);
    const { entry, key } = checked;
    if (seq > this.#sealed && !signatureHolds(entry.hash, entry.signature, key))
      throw new Error(`entry ${seq}: the signature is not one by key ${entry.key}`);
    this.#check.push(text);
    const { hash, at } = entry;
    this.#last = { seq, hash, at, case: this.#case };
    this.#run = entry.body.run;
  }

  get size(): number {
    return this.#check.tree.size;
  }

  get root(): NodeHash {
    return this.#check.tree.root();
  }

  /** The run that the newest entry is of. */
  get run(): string {
    return this.#run;
  }

  /** The older seals that what was read does not bear out. */
  broken(): readonly BrokenSeal[] {
    return this.#check.broken();
  }
}
