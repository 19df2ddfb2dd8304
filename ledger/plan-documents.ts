import type { Hash, Json } from '../workflows/contract/json.js';
import { stepsIn, type PlanDocument, type StepPlan } from '../workflows/contract/plan.js';
import type { Policy, Rule } from '../workflows/contract/policy.js';
import type { Severity } from '../workflows/contract/words.js';
import { hashOf } from './canonical.js';
import { differences } from './covers.js';
import { refuse } from './errors.js';
import type { Ledger } from './ledger.js';
import { Memory } from './memory.js';
import { planReference } from './plan-hash.js';
import { demandsOf } from './policy/demands.js';

/** Plans by their hash, each read and hashed once: what a hash stands for cannot change. */
export class PlanDocuments {
  readonly #ledger: Pick<Ledger, 'getDocument'>;
  // Few, for the plan of hundreds of targets has megabytes; but all that the runs of a worker need at once.
  readonly #documents = new Memory<Promise<PlanDocument>>(16);
  readonly #steps = new Memory<ReadonlyMap<string, StepPlan>>(16);
  readonly #demands = new Memory<readonly Rule[]>(64);
  readonly #roots = new Memory<Hash>(32);
  readonly #covers = new Memory<readonly string[]>(256);

  constructor(ledger: Pick<Ledger, 'getDocument'>) {
    this.#ledger = ledger;
  }

  /** The ledger hashes it again when it reads it: the hash is what binds. NotAuthorizedError when it is no plan. */
  read(hash: Hash): Promise<PlanDocument> {
    return this.#documents.recall(hash, async () => asPlan(await this.#ledger.getDocument(hash), hash));
  }

  /** The step of that id, if the plan has it. */
  async step(hash: Hash, id: string): Promise<StepPlan | undefined> {
    const plan = await this.read(hash);
    const steps = (): ReadonlyMap<string, StepPlan> => new Map(stepsIn(plan).map((step) => [step.signed.step, step]));
    return this.#steps.recall(hash, steps).get(id);
  }

  /** The rules that the plan falls under. */
  async demands(hash: Hash, policy: Policy, severity: Severity): Promise<readonly Rule[]> {
    const plan = await this.read(hash);
    const name = `${hash} ${severity} ${hashOf(policy as unknown as Json)}`;
    return this.#demands.recall(name, () => demandsOf(policy, severity, plan));
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
