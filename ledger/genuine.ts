import type { Entry } from '../workflows/contract/entries.js';
import { NotCanonicalError } from './canonical.js';
import { recompute, signatureHolds } from './entry.js';
import { refuse } from './errors.js';
import { KeyRing } from './key-ring.js';
import type { TrustedKey } from './keys.js';
import type { Ledger } from './ledger.js';
import { Memory } from './memory.js';

type Source = Pick<Ledger, 'entries'> & { readonly keys: readonly TrustedKey[] };
type Where = { readonly case: string; readonly run: string };

/** Whether an entry hashes to itself, is of this case, and is signed by a key that counts there. Its place is not looked at. */
export const isGenuine = (entry: Entry, caseId: string, ring: KeyRing): boolean => {
  const key = ring.get(entry.key);
  return (
    key !== undefined &&
    entry.case === caseId &&
    hashesToItself(entry) &&
    ring.retiredProblem(entry) === null &&
    signatureHolds(entry.hash, entry.signature, key)
  );
};

const hashesToItself = (entry: Entry): boolean => {
  try {
    return recompute(entry).hash === entry.hash;
  } catch (error) {
    // Nobody could have written it so: it has no canonical form.
    if (error instanceof NotCanonicalError) return false;
    throw error;
  }
};

/** Reads a run's entries, and believes none: each must hash to itself and be signed by a key that the ledger trusts. */
export class Genuine {
  readonly #ledger: Source;
  readonly #ring: KeyRing;
  readonly #seals = new Memory<true>(4096);

  constructor(ledger: Source) {
    this.#ledger = ledger;
    this.#ring = new KeyRing(ledger.keys);
  }

  /** NotAuthorizedError when one of them is altered, forged, or of another run. */
  async entries(
    where: Where,
    query: { readonly kinds: readonly Entry['kind'][]; readonly step?: string },
  ): Promise<Entry[]> {
    const entries = await this.#ledger.entries(where.case, { run: where.run, ...query });
    for (const entry of entries) {
      const { hash } = recompute(entry);
      const key = this.#ring.get(entry.key);
      const fits = hash === entry.hash && entry.case === where.case && entry.body.run === where.run;
      const isGenuine = fits && this.#ring.retiredProblem(entry) === null;
      if (!isGenuine || key === undefined)
        return refuse(`entry ${entry.seq} of ${where.case} is not genuine. Run: firebreak audit verify`);
      this.#seals.recall(
        `${hash} ${entry.key} ${entry.signature}`,
        () => signatureHolds(hash, entry.signature, key) || refuse(`entry ${entry.seq} of ${where.case} is forged`),
      );
    }
    return entries;
  }
}
