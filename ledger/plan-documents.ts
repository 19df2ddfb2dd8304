import type { Hash, Json } from '../workflows/contract/json.js';
import type { PlanDocument } from '../workflows/contract/plan.js';
import { differences } from './covers.js';
import { refuse } from './errors.js';
import type { Ledger } from './ledger.js';
import { Memory } from './memory.js';
import { planReference } from './plan-hash.js';

/** Plans by their hash, each read and hashed once: what a hash stands for cannot change. */
export class PlanDocuments {
  readonly #ledger: Pick<Ledger, 'getDocument'>;
  readonly #documents = new Memory<Promise<PlanDocument>>(32);
  readonly #roots = new Memory<Hash>(32);
  readonly #covers = new Memory<readonly string[]>(256);

  constructor(ledger: Pick<Ledger, 'getDocument'>) {
    this.#ledger = ledger;
  }

  /** The ledger hashes it again when it reads it: the hash is what binds. NotAuthorizedError when it is no plan. */
  read(hash: Hash): Promise<PlanDocument> {
    return this.#documents.recall(hash, async () => asPlan(await this.#ledger.getDocument(hash), hash));
  }

  /** What people sign of it. */
  rootOf(hash: Hash, plan: PlanDocument): Hash {
    return this.#roots.recall(hash, () => planReference(plan).root);
  }

  /** What the second holds that the first does not cover; each by its hash. */
  async uncovered(signed: Hash, fresh: Hash): Promise<readonly string[]> {
    const plans = [await this.read(signed), await this.read(fresh)] as const;
    return this.#covers.recall(`${signed} ${fresh}`, () => compared(...plans));
  }
}

const asPlan = (value: Json, hash: Hash): PlanDocument => {
  const isPlan = typeof value === 'object' && value !== null && 'stages' in value && Array.isArray(value.stages);
  return isPlan ? (value as unknown as PlanDocument) : refuse(`the document ${hash} is not a plan`);
};

// Any stored document can be named as the fresh one: what has not even the form of a plan is not covered.
const compared = (signed: PlanDocument, fresh: PlanDocument): readonly string[] => {
  try {
    return differences(signed, fresh);
  } catch {
    return ['it has not the form of a plan'];
  }
};
