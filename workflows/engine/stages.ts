import { CancellationScope, condition, isCancellation, uuid4 } from '@temporalio/workflow';
import type { PlannedStages, RunReference } from '../contract/activities.js';
import { isRelease, isShared } from '../contract/names.js';
import { actFirst } from './act-first.js';
import { agree, type Planner } from './agree.js';
import type { Gates } from './gates.js';
import { laneStopped, leaveOut, unplanned } from './lane.js';
import { leftOf, newLane, newTrack } from './progress.js';
import type { Answer, Lane, Progress, Stage, StagesEnd } from './progress.js';
import type { Slots } from './slots.js';
import type { WantedRelease } from './stop-switch.js';
import { carryTrack, type ReleaseChosen } from './track.js';

/** Parts steps from a lane, for one of their own that is held against what was signed first. */
type Part = (only: readonly string[], signed: Lane['signed']) => void;

/** How several ends count as one: the first of these that is among them. */
const worst = (ends: readonly (StagesEnd | null)[]): StagesEnd =>
  (['cancelled', 'release', 'abort', 'denied', 'expired', 'partly'] as const).find((end) => ends.includes(end)) ??
  'done';

/** What targets share is put back when all of them are through: until then they may need it as it is. */
const comesLast = ({ name, tracks }: Stage): boolean =>
  isRelease(name) && tracks.every(({ target }) => isShared(target));

/**
 * Carries out what people sign, stage after stage. Contract:
 * 1. nothing is applied before enough people signed the plan that it is in;
 * 2. after the signature it is planned again; what of a target is not covered by what was signed, and all that follows
 *    it there, is asked for again, alone, while the rest goes on;
 * 3. a blocking step that fails waits for a person; a retry plans again, by the same two rules;
 * 4. a stop lets the change in flight end, and keeps what was done;
 * 5. between stages, and while all of it waits for people, `progress` is enough to go on from.
 */
export class Stages {
  readonly #at: { -readonly [K in keyof Progress]: Progress[K] };
  /** What has begun and not ended: tracks, or agreeing on a plan. */
  #active = 0;
  /** Somebody ended all of it at a failed step: what waits elsewhere for a signature needs none any more. */
  #over: 'abort' | 'release' | null = null;
  readonly #asking = new Set<CancellationScope>();

  constructor(
    private readonly run: RunReference,
    private readonly gates: Gates,
    private readonly plan: Planner,
    private readonly slots: Slots,
    from: Progress,
  ) {
    this.#at = { ...from, lanes: from.lanes.map((lane) => ({ ...lane })) };
  }

  /** The release that was chosen at a failure gate, or null. */
  get release(): WantedRelease | null {
    return this.#at.release;
  }

  /** Whether all that has begun waits for people. */
  get waits(): boolean {
    return this.#active > 0 && this.#isAtRest;
  }

  /** Where it stands: the truth between stages, and while it `waits`. */
  get progress(): Progress {
    const lanes = this.#at.lanes.filter(({ end }) => end !== 'done');
    return {
      ...this.#at,
      lanes: lanes.map((lane) => ({ ...lane, tracks: lane.tracks?.filter(({ end }) => end !== 'done') ?? null })),
    };
  }

  /** Plans, asks, and runs everything. `between` is called whenever a stage is through and nothing is in flight. */
  async execute(between: () => Promise<void>): Promise<StagesEnd> {
    return worst(await Promise.all(this.#at.lanes.map((lane) => this.#carryLane(lane, between))));
  }

  get #isAtRest(): boolean {
    return this.#active === this.gates.waiting;
  }

  async #carryLane(lane: Lane, between: () => Promise<void>): Promise<StagesEnd> {
    const parted: Promise<StagesEnd>[] = [];
    lane.end ??= await this.#laneEnd(lane, between, (only, signed) => {
      const next = newLane(only, signed);
      this.#at.lanes = [...this.#at.lanes, next];
      parted.push(this.#carryLane(next, between));
    });
    if (lane.end === 'abort' || lane.end === 'release') {
      this.#over ??= lane.end;
      for (const scope of this.#asking) scope.cancel();
    }
    return worst([lane.end, ...(await Promise.all(parted))]);
  }

  async #laneEnd(lane: Lane, between: () => Promise<void>, part: Part): Promise<StagesEnd> {
    const isFirst = lane.signed === null;
    while (!lane.mandate) {
      const end = isFirst ? await this.#agreed(lane, part) : await this.#askedAgain(lane, part);
      if (end !== null) return end;
    }
    const { mandate } = lane;
    for (let [stage, ...rest] = lane.stages; stage; [stage, ...rest] = lane.stages) {
      if (this.#over) return this.#over;
      if (!isFirst && !(await this.#turnCame(lane, stage))) return this.#over ?? 'cancelled';
      if (comesLast(stage) && !(await this.#othersThrough(lane))) return this.#over ?? 'cancelled';
      const now = stage;
      const tracks = (lane.tracks ??= stage.tracks.map((track) => newTrack(track, mandate, this.#at.rounds)));
      const shared = {
        run: this.run,
        gates: this.gates,
        plan: this.plan,
        slots: this.slots,
        nextRound: () => (this.#at.rounds += 1),
        releaseChosen: this.#chosen,
      };
      const ends = await Promise.all(tracks.map((track) => this.#begun(() => carryTrack(shared, now, track))));
      const end = worst(ends);
      if (end !== 'done') return end;
      lane.stages = rest;
      lane.tracks = null;
      if (rest.length > 0 && this.#isAtRest) await between();
    }
    return 'done';
  }

  /** Plans, asks, and plans again. Null: there is something that may run, and perhaps something that is parted from it. */
  async #agreed(lane: Lane, part: Part): Promise<StagesEnd | null> {
    const meanwhile = async (planned: PlannedStages, waiting: Promise<Answer>): Promise<Answer> => {
      const turn = Promise.all(planned.stages.map((stage) => this.#turnCame(lane, stage))).then(() => null);
      return (
        (await Promise.race([turn, waiting])) ??
        actFirst(this.run, this.gates, this.slots, planned, waiting, lane, (work) => this.#begun(work))
      );
    };
    const agreed = await this.#begun(() => agree(this.gates, this.plan, lane, lane.only, lane.signed, meanwhile));
    if (typeof agreed === 'string') return agreed;
    lane.mandate = agreed.mandate;
    lane.stages = agreed.stages;
    // Attempts from here on are newer than those that were made before anybody had signed.
    if (lane.acted) this.#at.rounds += 1;
    for (const only of agreed.apart) part(only, agreed.mandate.authority);
    return null;
  }

  /** The same for what was parted from others: nothing that becomes of it may end them. */
  async #askedAgain(lane: Lane, part: Part): Promise<StagesEnd | null> {
    const scope = new CancellationScope();
    this.#asking.add(scope);
    try {
      return await scope.run(async () => {
        if (lane.stopped) return this.#begun(() => laneStopped(this.run, this.gates, lane, this.#chosen));
        const end = await this.#agreed(lane, part);
        return end === 'denied' || end === 'expired' ? leaveOut(this.run, lane, end) : end;
      });
    } catch (error) {
      // A stop here must not hide that a change is still in flight elsewhere: it is an end like others.
      if (isCancellation(error)) return this.#over ?? 'cancelled';
      lane.stopped = await unplanned(this.run, this.gates, lane, error);
      return lane.stopped ? null : 'cancelled';
    } finally {
      this.#asking.delete(scope);
    }
  }

  /**
   * Waits until no earlier lane has anything left to do on the targets of this stage, in it or in one that was signed to
   * come before it; false when it was stopped.
   */
  async #turnCame(lane: Lane, { name, tracks }: Stage): Promise<boolean> {
    const mine = new Set(tracks.map(({ target }) => target));
    const order = lane.signed?.stages.map((stage) => stage.name) ?? [];
    const isBefore = (stage: string): boolean => order.indexOf(stage) <= order.indexOf(name);
    const isLeft = (earlier: Lane): boolean =>
      earlier.end === null &&
      leftOf(earlier).some(({ stage, targets }) => isBefore(stage) && targets.some((target) => mine.has(target)));
    const earlier = this.#at.lanes.slice(0, this.#at.lanes.indexOf(lane));
    return this.#until(() => !earlier.some(isLeft));
  }

  /** Waits until no other lane has a target of its own left, nor may get one by what people say; false when stopped. */
  #othersThrough(lane: Lane): Promise<boolean> {
    const isLeft = (other: Lane): boolean =>
      other !== lane &&
      other.end === null &&
      (other.mandate === null || leftOf(other).some(({ targets }) => !targets.every(isShared)));
    return this.#until(() => !this.#at.lanes.some(isLeft));
  }

  async #until(isSo: () => boolean): Promise<boolean> {
    try {
      await condition(() => this.#over !== null || isSo());
      return this.#over === null;
    } catch (error) {
      if (!isCancellation(error)) throw error;
      return false;
    }
  }

  readonly #chosen: ReleaseChosen = (signed) => {
    this.#at.release = { signed, release: `release-${uuid4().slice(0, 8)}` };
  };

  async #begun<T>(work: () => Promise<T>): Promise<T> {
    this.#active += 1;
    try {
      return await work();
    } finally {
      this.#active -= 1;
    }
  }
}
