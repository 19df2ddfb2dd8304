import { CancellationScope, isCancellation, Trigger } from '@temporalio/workflow';
import type { StepFailure } from '../contract/activities.js';
import { failureTypes } from '../contract/failures.js';
import type { PlanReference } from '../contract/plan.js';
import { agree, type Planner } from './agree.js';
import { describeFailure } from './failures.js';
import type { Gates } from './gates.js';
import type { Asking, Mandate, Stage } from './progress.js';

/** Steps that are to be planned afresh, held against `signed`, and what people are asked about them. */
export type Question = { only: readonly string[]; readonly signed: PlanReference; asking: Asking | null };

/** What becomes of a question. */
type Becomes = {
  readonly agreed: (stages: readonly Stage[], mandate: Mandate) => Promise<void>;
  readonly failed: (steps: readonly string[], failure: StepFailure) => Promise<void>;
};

const unsigned: StepFailure = {
  code: failureTypes.refused,
  message: 'What puts it right goes beyond what was signed, and nobody signed that.',
  hint: 'The same plan is not asked for again. Ask for a new run, or for a release.',
};

/**
 * Asks people about what goes beyond what they have signed, while the watch goes on. One plan at a time: what comes up
 * meanwhile is asked for together afterwards, so that nobody has to choose among plans that change as they are read.
 */
export class Questions {
  readonly #open: Question[];
  readonly #scope = new CancellationScope();
  #work: Promise<void> | null = null;
  /** Rejects when asking itself fails. */
  readonly broken = new Trigger<never>();

  constructor(
    private readonly gates: Gates,
    private readonly plan: Planner,
    private readonly becomes: Becomes,
    from: readonly Question[],
  ) {
    this.#open = from.map((one) => ({ ...one }));
    if (this.#open.length > 0) this.#begin();
  }

  /** Where it stands: the truth while it is `atRest`. */
  get open(): readonly Question[] {
    return this.#open;
  }

  /** Whether nothing is in flight: there is no question, or one waits for people. */
  get atRest(): boolean {
    return this.#work === null || this.gates.waiting > 0;
  }

  /** Has these steps asked for, unless they are being asked for already. */
  ask(steps: readonly string[], signed: PlanReference): void {
    const asked = new Set(this.#open.flatMap(({ only }) => only));
    const only = steps.filter((step) => !asked.has(step));
    if (only.length === 0) return;
    const next = this.#open.slice(1).find((one) => one.signed.root === signed.root);
    if (next) next.only = [...next.only, ...only];
    else this.#open.push({ only, signed, asking: null });
    if (!this.#work) this.#begin();
  }

  /** Asks for nothing any more; what is being carried out comes to its end. */
  async close(): Promise<void> {
    this.#scope.cancel();
    await this.#work;
  }

  #begin(): void {
    this.#work = this.#scope
      .run(() => this.#askAll())
      .catch((error: unknown) => {
        if (!isCancellation(error)) this.broken.reject(error);
      });
  }

  async #askAll(): Promise<void> {
    for (let [question] = this.#open; question; [question] = this.#open) {
      const parted = await this.#settled(question);
      this.#open.shift();
      this.#open.push(...parted);
    }
    this.#work = null;
  }

  /** Asks, and does as people say. Answers what is to be asked for apart. */
  async #settled(question: Question): Promise<readonly Question[]> {
    const { only, signed } = question;
    try {
      const agreed = await agree(this.gates, this.plan, question, only, signed);
      if (typeof agreed === 'string') {
        await this.becomes.failed(only, unsigned);
        return [];
      }
      const { stages, mandate, apart } = agreed;
      await this.becomes.agreed(stages, mandate);
      return apart.map((steps) => ({ only: steps, signed: mandate.authority, asking: null }));
    } catch (error) {
      if (isCancellation(error)) throw error;
      await this.becomes.failed(only, describeFailure(error));
      return [];
    }
  }
}
