import type { KeyObject } from 'node:crypto';
import type { Entry } from '../workflows/contract/entries.js';
import { publicKeyOf } from './keys.js';
import type { TrustedKey } from './keys.js';
import type { FirstBad } from './verify-head.js';

/** What of an entry, or of the head after it, says whether a retired key may have signed it. */
type Placed = Pick<Entry, 'case' | 'seq' | 'key'> & Partial<Pick<Entry, 'hash' | 'at'>>;

/**
 * Public keys by id, ready to verify with, and up to where each of them counts.
 */
export class KeyRing {
  readonly #objects = new Map<string, KeyObject>();
  readonly #retired: readonly TrustedKey[];

  constructor(keys: readonly TrustedKey[]) {
    for (const key of keys) {
      const object = publicKeyOf(key);
      if (object) this.#objects.set(key.id, object);
    }
    this.#retired = keys.filter(({ retired }) => retired !== undefined);
  }

  get(id: string): KeyObject | undefined {
    return this.#objects.get(id);
  }

  /**
   * Why a key does not count here: it was retired before. Where a chain stood then is known by number and hash, so that
   * whoever finds a retired key can neither add to a chain nor tell it anew; until that is on record, by time.
   */
  retiredProblem(at: Placed): string | null {
    for (const { id, retired } of this.#retired) {
      const head = retired?.heads?.[at.case];
      if (head && at.seq === head.seq && at.hash !== undefined && at.hash !== head.hash)
        return `retired key: this is not entry ${at.seq} as it stood when key ${id} was retired`;
      if (at.key !== id || !retired) continue;
      const isLater = retired.heads ? at.seq > (head?.seq ?? 0) : (at.at ?? '') > retired.at;
      if (isLater) return `retired key: ${id} was retired at ${retired.at}, ${retired.by} signs since then`;
    }
    return null;
  }

  /** What is missing of a case that has so many entries: it had more when a key was retired. */
  cut(caseId: string, entries: number): FirstBad | null {
    for (const { id, retired } of this.#retired) {
      const { seq = 0 } = retired?.heads?.[caseId] ?? {};
      if (seq > entries)
        return {
          seq: entries + 1,
          reason: `cut: there were ${seq} entries when key ${id} was retired, ${entries} are there`,
        };
    }
    return null;
  }
}
