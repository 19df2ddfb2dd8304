import type { Reverted, RunReference, StepFailure, StepReference } from '../contract/activities.js';
import { failureTypes } from '../contract/failures.js';
import type { PlanReference } from '../contract/plan.js';
import { runTrackLocked } from './lock.js';
import type { Mandate, Stage } from './progress.js';
import { engine } from './proxies.js';
import type { Stopped } from './run-track.js';
import type { Slots } from './slots.js';

/** A step that could not be put right: how often in a row, when it is tried again, and what it read then. */
type Stuck = {
  readonly times: number;
  readonly next: number;
  readonly reads: string;
  /** What people signed for it since, which could not be carried out. */
  readonly signed?: PlanReference;
};

/** What is known of repairs from one history to the next. */
export type Repaired = {
  /** How often something was put right, which numbers the attempts. */
  readonly repairs: number;
  readonly stuck: Readonly<Record<string, Stuck>>;
};

/** Rounds of a watch are numbered above all rounds of its run. */
const firstRound = 1_000;
const roundSize = 1_000;

/** Most looks between two tries to put one step right, as long as it reads the same. */
const longestPause = 30;

// The plan does not fit the world any more: one that is made now may. All else a new plan would run into as well.
const movedSince: readonly string[] = [
  failureTypes.notHolding,
  failureTypes.moved,
  failureTypes.unauthorised,
  failureTypes.badInput,
  failureTypes.notFound,
];

/** What doing it again, as it was signed, did not put right, and why. */
export type Moved = { readonly one: Reverted; readonly failure: StepFailure };

/** Puts right what was reverted, each target behind its lock, and remembers what could not be. */
export class Repairs {
  #rounds: number;
  readonly #stuck: Record<string, Stuck>;
  /** Steps that are being carried out on a fresh plan. */
  readonly #busy = new Set<string>();

  constructor(
    private readonly run: RunReference,
    private readonly slots: Slots,
    { repairs, stuck }: Repaired,
  ) {
    this.#rounds = repairs;
    this.#stuck = { ...stuck };
  }

  /** What a new history has to know. */
  get repaired(): Repaired {
    return { repairs: this.#rounds, stuck: this.#stuck };
  }

  /** Steps that are left alone in this look while they read as they did: whatever else happens to them is new. */
  known(look: number): Readonly<Record<string, string>> {
    const waiting = Object.entries(this.#stuck).filter(([, { next }]) => next > look);
    return Object.fromEntries(waiting.map(([step, { reads }]) => [step, reads]));
  }

  /** What a fresh plan of it is held against. */
  signedFor({ step, authority }: Reverted): PlanReference {
    return this.#stuck[step.id]?.signed ?? authority;
  }

  /** Does again what was done, as it was signed. Answers what that does not put right, because the world moved. */
  async asSigned(reverted: readonly Reverted[], look: number): Promise<readonly Moved[]> {
    const targets = Map.groupBy(reverted, ({ target }) => target).values();
    const again = async (ofOne: readonly Reverted[]): Promise<readonly Moved[]> => {
      const round = this.#nextRound();
      const left: Moved[] = [];
      for (const one of ofOne) {
        const { step, stage, target, authority, document } = one;
        if (this.#busy.has(step.id)) continue;
        const stopped = await this.#carry(stage, { authority, document }, target, [step], round);
        if (!stopped) {
          delete this.#stuck[step.id];
          continue;
        }
        this.#remember(one, look);
        const { failure } = stopped;
        if (movedSince.includes(failure.code)) left.push({ one, failure });
        else await this.failed([step.id], failure);
      }
      return left;
    };
    const moved = await Promise.all([...targets].map((ofOne) => this.slots.take(() => again(ofOne))));
    return moved.flat();
  }

  /** Carries a fresh plan out, on what was signed for it. */
  async afresh(stages: readonly Stage[], mandate: Mandate): Promise<void> {
    for (const { name, tracks } of stages)
      await Promise.all(tracks.map((track) => this.slots.take(() => this.#trackAfresh(name, track, mandate))));
  }

  /** Puts on record that steps could not be put right, and why; nobody is asked about that. */
  async failed(steps: readonly string[], failure: StepFailure): Promise<void> {
    for (const step of steps) await engine['step.failed']({ ...this.run, step, undoing: false, failure, gate: null });
  }

  async #trackAfresh(stage: string, { target, ...track }: Stage['tracks'][number], mandate: Mandate): Promise<void> {
    const { authority, document } = mandate;
    const steps = track.steps ?? (await engine['track.steps']({ document, stage, target }));
    const ids = steps.map(({ id }) => id);
    for (const id of ids) this.#busy.add(id);
    try {
      const stopped = await this.#carry(stage, mandate, target, steps, this.#nextRound());
      const left = new Set(stopped?.rest.map(({ id }) => id));
      for (const id of ids) {
        const known = this.#stuck[id];
        if (!left.has(id)) delete this.#stuck[id];
        else if (known) this.#stuck[id] = { ...known, signed: authority };
      }
      if (stopped) await this.failed([stopped.step], stopped.failure);
    } finally {
      for (const id of ids) this.#busy.delete(id);
    }
  }

  // Also what is best-effort stops here: whether it was put right is the question.
  async #carry(
    stage: string,
    { authority, document }: Mandate,
    target: string,
    steps: readonly StepReference[],
    round: number,
  ): Promise<Stopped | null> {
    const blocking = steps.map((step) => ({ ...step, blocking: true }));
    const task = { ...this.run, root: authority.root, document, stage, target, steps: blocking };
    const locked = { name: stage, changes: true, tracks: [] };
    return (await runTrackLocked(locked, { ...task, attemptBase: round * roundSize })).stopped;
  }

  #remember({ step, reads }: Reverted, look: number): void {
    const known = this.#stuck[step.id];
    const times = (known?.times ?? 0) + 1;
    this.#stuck[step.id] = { ...known, times, next: look + Math.min(longestPause, 2 ** times), reads };
  }

  #nextRound(): number {
    this.#rounds += 1;
    return firstRound + this.#rounds;
  }
}
