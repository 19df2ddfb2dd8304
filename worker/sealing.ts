import { setTimeout as pause } from 'node:timers/promises';
import type { TrustedKey } from '../ledger/keys.js';
import { sealedSoFar } from '../ledger/seals/standing.js';
import { CaseSealer, type SealerParts } from './case-sealer.js';

/** What sealing works with. */
export type SealingParts = SealerParts & {
  /** Seconds that an entry waits for its seal at most, while the vault takes seals. */
  readonly every: number;
};

/** In milliseconds; `said` is what was said of it. */
type Late = { readonly again: number; readonly wait: number; readonly said: string };

/** How often the ledger is looked at, in milliseconds. */
const glance = 1_000;
/** The first wait after something could not be sealed, in milliseconds; each further one is twice as long, up to `every`. */
const firstWait = 5_000;

/**
 * Seals every case in which something new stands: when a run has ended in it, and `every` seconds after its first
 * unsealed entry; and at once each one whose newest seal is by a key that was retired. It follows the ledger and nothing else, so that nobody who only writes to Temporal keeps it from that,
 * and nothing that is being done waits for it. Several workers may do it at once: equal seals are one.
 */
export class Sealing {
  readonly #parts: SealingParts;
  readonly #sealers = new Map<string, CaseSealer>();
  readonly #refused = new Set<string>();
  /** Cases in which nothing waited, by the sizes that they had then. */
  readonly #quiet = new Map<string, number>();
  /** Cases that could not be sealed, and when they are tried again. */
  readonly #late = new Map<string, Late>();
  /** Why the ledger could not be read when it was looked at last. */
  #away = '';

  constructor(parts: SealingParts) {
    this.#parts = parts;
  }

  /** Seals until it is told to stop; what is under way then ends first. */
  async run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      await this.look(stopping).then(
        () => (this.#away = ''),
        (error: unknown) => this.#unread(String(error)),
      );
      await pause(glance, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  /** Seals all that is due now. What cannot be sealed is still due, and tried again later. */
  async look(stopping?: AbortSignal): Promise<void> {
    for (const [caseId, size] of await this.#parts.reader.sizes()) {
      if (stopping?.aborted) return;
      if (this.#refused.has(caseId) || this.#quiet.get(caseId) === size) continue;
      if ((this.#late.get(caseId)?.again ?? 0) > performance.now()) continue;
      try {
        if ((await this.#isDue(caseId, size)) && !(await this.#sealerOf(caseId).seal())) this.#refused.add(caseId);
        this.#late.delete(caseId);
      } catch (error) {
        this.#postpone(caseId, String(error));
      }
    }
  }

  // A ledger that is away for an hour is said once.
  #unread(problem: string): void {
    if (problem !== this.#away) this.#parts.say(`The ledger is not sealed now (${problem}); it is tried again.`);
    this.#away = problem;
  }

  #postpone(caseId: string, problem: string): void {
    const { every, say } = this.#parts;
    const { wait, said } = this.#late.get(caseId) ?? { wait: firstWait, said: '' };
    if (problem !== said) say(`${caseId} cannot be sealed now (${problem}); it is tried again.`);
    const next = Math.min(every * 1_000, 2 * wait);
    this.#late.set(caseId, { again: performance.now() + wait, wait: next, said: problem });
  }

  async #isDue(caseId: string, size: number): Promise<boolean> {
    const { reader, ledger, every } = this.#parts;
    const { waiting, newest } = await sealedSoFar(reader, ledger.keys, caseId);
    // What a retired key has sealed proves nothing by itself any more: also a case at rest is sealed again.
    if (newest && this.#isRetired(newest.key)) return true;
    if (waiting === null) this.#quiet.set(caseId, size);
    return waiting !== null && (waiting.hasEnd || Date.now() - Date.parse(waiting.since) >= every * 1_000);
  }

  #isRetired(key: string): boolean {
    const keys: readonly TrustedKey[] = this.#parts.ledger.keys;
    return keys.some(({ id, retired }) => id === key && retired !== undefined);
  }

  #sealerOf(caseId: string): CaseSealer {
    const known = this.#sealers.get(caseId) ?? new CaseSealer(caseId, this.#parts);
    this.#sealers.set(caseId, known);
    return known;
  }
}
