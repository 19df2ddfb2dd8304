import type { PlannedStages, RunReference } from '../contract/activities.js';
import { actFirst } from './act-first.js';
import { agree, type Planner } from './agree.js';
import type { Gates } from './gates.js';
import { inParallel } from './in-parallel.js';
import { newTrack, widest, type Answer, type Asking, type Progress, type StagesEnd } from './progress.js';
import type { WantedRelease } from './stop-switch.js';
import { carryTrack } from './track.js';

/**
 * Carries out what people sign, stage after stage. Contract:
 * 1. nothing is applied before enough people signed the plan that it is in;
 * 2. after the signature it is planned again, and asked again if that is not covered by what was signed;
 * 3. a blocking step that fails waits for a person; a retry plans again, by the same two rules;
 * 4. a stop lets the change in flight end, and keeps what was done;
 * 5. between stages, and while all of it waits for people, `progress` is enough to go on from.
 */
export class Stages {
  readonly #at: { -readonly [K in keyof Progress]: Progress[K] } & { asking: Asking | null };
  /** What has begun and not ended: tracks, or agreeing on the plan. */
  #active = 0;

  constructor(
    private readonly run: RunReference,
    private readonly gates: Gates,
    private readonly plan: Planner,
    from: Progress,
  ) {
    this.#at = { ...from };
  }

  /** The release that was chosen at a failure gate, or null. */
  get release(): WantedRelease | null {
    return this.#at.release;
  }

  /** Whether all that has begun waits for people. */
  get waits(): boolean {
    return this.#active > 0 && this.#active === this.gates.waiting;
  }

  /** Where it stands: the truth between stages, and while it `waits`. */
  get progress(): Progress {
    return { ...this.#at, tracks: this.#at.tracks?.filter(({ end }) => end !== 'done') ?? null };
  }

  /** Plans, asks, and runs everything. `between` is called whenever a stage is through and another comes. */
  async execute(between: () => Promise<void>): Promise<StagesEnd> {
    const at = this.#at;
    if (!at.mandate) {
      const meanwhile = (planned: PlannedStages, waiting: Promise<Answer>): Promise<Answer> =>
        actFirst(this.run, this.gates, planned, waiting, at, (work) => this.#begun(work));
      const agreed = await this.#begun(() => agree(this.gates, this.plan, at, [], null, meanwhile));
      if (typeof agreed === 'string') return agreed;
      at.mandate = agreed.mandate;
      at.stages = agreed.stages;
      // Attempts from here on are newer than those that were made before anybody had signed.
      if (at.acted) at.rounds += 1;
    }
    const { mandate } = at;
    for (let [stage, ...rest] = at.stages; stage; [stage, ...rest] = at.stages) {
      const now = stage;
      const tracks = (at.tracks ??= stage.tracks.map((track) => newTrack(track, mandate, at.rounds)));
      const shared = {
        run: this.run,
        gates: this.gates,
        plan: this.plan,
        nextRound: () => (at.rounds += 1),
        releaseChosen: (wanted: WantedRelease) => void (at.release = wanted),
      };
      const ends = await inParallel(tracks, widest, (track) => this.#begun(() => carryTrack(shared, now, track)));
      const worst = (['cancelled', 'release', 'abort', 'denied', 'expired'] as const).find((end) => ends.includes(end));
      if (worst) return worst;
      at.stages = rest;
      at.tracks = null;
      if (rest.length > 0) await between();
    }
    return 'done';
  }

  async #begun<T>(work: () => Promise<T>): Promise<T> {
    this.#active += 1;
    try {
      return await work();
    } finally {
      this.#active -= 1;
    }
  }
}
