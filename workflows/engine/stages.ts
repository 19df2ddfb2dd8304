import { CancellationScope, isCancellation, uuid4 } from '@temporalio/workflow';
import type { GateRequest, PlannedStages, RunReference, StepFailure, StepReference } from '../contract/activities.js';
import type { GateRecord } from '../contract/entries.js';
import { describeFailure } from './failures.js';
import type { Gates } from './gates.js';
import { inParallel } from './in-parallel.js';
import { runTrackLocked } from './lock.js';
import { engine } from './proxies.js';
import type { TrackResult } from './run-track.js';
import type { WantedRelease } from './stop-switch.js';

/** How a list of stages ended. */
export type StagesEnd = 'done' | 'cancelled' | 'denied' | 'expired' | 'abort' | 'release';

/** Plans the steps named (all when none are): opens a gate on the plan, or says what of it `authority` does not cover. */
export type Planner = (wish: {
  readonly only: readonly string[];
  readonly gate?: GateRequest;
  readonly authority?: PlannedStages;
  readonly changes?: readonly string[];
}) => Promise<PlannedStages>;

/** A plan that may run, and the signed plan that says so. */
type Agreed = { readonly plan: PlannedStages; readonly authority: PlannedStages };
type Stage = PlannedStages['stages'][number];

/** Most tracks of a stage that run at once: 20 children in parallel finish sooner than 500 (measured on one server). */
const widest = 20;
/** Rounds of a step are this far apart in attempt numbers, so that a frozen attempt of an older round is always lower. */
const roundSize = 1_000;

/**
 * Carries out what people sign, stage after stage. Contract:
 * 1. nothing is applied before enough people signed the plan that it is in;
 * 2. after the signature it is planned again, and asked again if that is not covered by what was signed;
 * 3. a blocking step that fails waits for a person; a retry plans again, by the same two rules;
 * 4. a stop lets the change in flight end, and keeps what was done.
 */
export class Stages {
  #rounds = 0;
  #release: WantedRelease | null = null;

  constructor(
    private readonly run: RunReference,
    private readonly gates: Gates,
    private readonly plan: Planner,
  ) {}

  /** The release that was chosen at a failure gate, or null. */
  get release(): WantedRelease | null {
    return this.#release;
  }

  /** Plans, asks, and runs everything. */
  async execute(): Promise<StagesEnd> {
    const agreed = await this.#agree([]);
    if (typeof agreed === 'string') return agreed;
    for (const stage of agreed.plan.stages) {
      const ends = await inParallel(stage.tracks, widest, (track) => this.#track(stage, track, agreed));
      const worst = (['cancelled', 'release', 'abort', 'denied', 'expired'] as const).find((end) => ends.includes(end));
      if (worst) return worst;
    }
    return 'done';
  }

  async #agree(only: readonly string[], signed?: PlannedStages): Promise<Agreed | StagesEnd> {
    let authority = signed;
    let changes: readonly string[] = [];
    for (;;) {
      if (authority) {
        const plan = await this.plan({ only, authority });
        if (plan.differences.length === 0) return { plan, authority };
        changes = plan.differences;
      }
      authority = await this.plan({ only, changes, gate: this.gates.request() });
      const { gate } = authority;
      const answer = gate ? await this.gates.approval(authority.plan, gate) : 'expired';
      if (answer !== 'approved') return answer;
    }
  }

  // A stop must not make one track's end hide that another one's change is still in flight: it is an end like others.
  async #track(stage: Stage, track: Stage['tracks'][number], agreed: Agreed): Promise<StagesEnd> {
    try {
      return await this.#untilThrough(stage, track, agreed);
    } catch (error) {
      if (isCancellation(error)) return 'cancelled';
      throw error;
    }
  }

  async #untilThrough(stage: Stage, track: Stage['tracks'][number], first: Agreed): Promise<StagesEnd> {
    let agreed = first;
    let steps: readonly StepReference[] = track.steps;
    for (let round = 0; steps.length > 0;) {
      const { stopped, cancelled } = await runTrackLocked(track.target, stage, {
        ...this.run,
        root: agreed.authority.plan.root,
        document: agreed.plan.plan.document,
        steps,
        attemptBase: round * roundSize,
      });
      if (cancelled) return 'cancelled';
      if (!stopped) return 'done';
      const failed = Math.max(
        0,
        steps.findIndex((step) => step.id === stopped.step),
      );
      const answer = await this.#answer(stopped, steps.slice(failed), agreed.authority);
      if (answer === 'skipped') steps = steps.slice(failed + 1);
      else if (typeof answer === 'string') return answer;
      else {
        steps = steps.slice(failed);
        agreed = answer;
        round = this.#rounds += 1;
      }
    }
    return 'done';
  }

  /** Waits for a person's answer to a failed step; and once more, when the retry cannot even be planned. */
  async #answer(
    { step, failure: first }: NonNullable<TrackResult['stopped']>,
    rest: readonly StepReference[],
    authority: PlannedStages,
  ): Promise<StagesEnd | 'skipped' | Agreed> {
    for (let failure = first; ;) {
      const gate = await this.#fail(step, failure, rest[0]?.phase === 'undo');
      if (!gate) return 'cancelled';
      const { choice, signed } = await this.gates.failure(step, gate);
      if (choice === 'release') this.#release = { signed, release: `release-${uuid4().slice(0, 8)}` };
      if (choice === 'release' || choice === 'abort') return choice;
      if (choice === 'skip') {
        await engine['step.skipped']({ ...this.run, step, reason: signed.document.reason });
        return 'skipped';
      }
      const ids = rest.map((one) => one.id);
      try {
        return await this.#agree(ids, authority);
      } catch (error) {
        if (isCancellation(error)) throw error;
        failure = describeFailure(error);
      }
    }
  }

  /** Puts a failure on record and opens its gate; after a stop it is recorded all the same, and nobody is asked. */
  async #fail(step: string, failure: StepFailure, undoing: boolean): Promise<GateRecord | null> {
    const record = { ...this.run, step, undoing, failure };
    if (CancellationScope.current().consideredCancelled)
      return CancellationScope.nonCancellable(async () => {
        await engine['step.failed']({ ...record, gate: null });
        return null;
      });
    return (await engine['step.failed']({ ...record, gate: this.gates.request() })).gate;
  }
}
