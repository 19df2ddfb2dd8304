import type { PlannedStages, StepReference } from '../contract/activities.js';
import type { GateRecord } from '../contract/entries.js';
import type { Hash } from '../contract/json.js';
import type { PlanReference } from '../contract/plan.js';
import type { WantedRelease } from './stop-switch.js';

/** How a list of stages, or one track, ended; `partly`: without what had moved and nobody signed. */
export type StagesEnd = 'done' | 'cancelled' | 'denied' | 'expired' | 'abort' | 'release' | 'partly';

/** What people said of a plan. */
export type Answer = 'approved' | 'denied' | 'expired';

/** Most tracks of a stage that run at once: 20 children in parallel finish sooner than 500 (measured on one server). */
export const widest = 20;

/** One stage as it was planned. */
export type Stage = PlannedStages['stages'][number];

/** What may run: the plan `document`, on the signatures of `authority`. */
export type Mandate = { readonly authority: PlanReference; readonly document: Hash };

/** A plan that waits for its signature, and the steps that it is about: all when none are named. */
export type Asking = { readonly planned: PlannedStages; readonly only: readonly string[] };

/** Where one track stands. Unless it has ended it runs, or waits: for an answer to a failed step, or for a signature. */
export type TrackProgress = {
  readonly target: string;
  /** What is still to be done, in order; null while nobody has asked which steps there are. */
  steps: readonly StepReference[] | null;
  mandate: Mandate;
  round: number;
  /** `lock`: it stopped because that workflow holds its target, and goes on once it does not. */
  stopped: { readonly step: string; readonly gate: GateRecord; readonly lock?: string } | null;
  asking: Asking | null;
  end: StagesEnd | null;
};

/**
 * Targets that go through the stages together, on one mandate. There is one such lane. What moved since it was signed, and
 * what follows it on its target, leaves it for a lane of its own, as does what can no longer be planned: the rest need
 * not wait for it.
 */
export type Lane = {
  /** The steps it is about: all when none are named. */
  readonly only: readonly string[];
  /** What was signed before it was parted from others; null in the first lane. */
  readonly signed: PlanReference | null;
  mandate: Mandate | null;
  asking: Asking | null;
  /** The stages that are not through; the first of them is under way when `tracks` is there. */
  stages: readonly Stage[];
  /** Those of its tracks that are not done. */
  tracks: readonly TrackProgress[] | null;
  /** What was done before anybody else had signed; null where nothing was, or while it is being done. */
  acted: readonly string[] | null;
  /** It cannot be planned, and waits for a person's answer. */
  stopped: TrackProgress['stopped'];
  end: StagesEnd | null;
};

/** Where a list of stages stands while nothing of it is in flight: all that a new history needs to go on. */
export type Progress = {
  readonly lanes: readonly Lane[];
  readonly rounds: number;
  readonly release: WantedRelease | null;
};

/** A lane before anything of it was planned. */
export const newLane = (only: readonly string[], signed: PlanReference | null): Lane => ({
  only,
  signed,
  mandate: null,
  asking: null,
  stages: [],
  tracks: null,
  acted: null,
  stopped: null,
  end: null,
});

/** What a lane has left to do: on which targets, in which stages. */
export const leftOf = ({
  stages,
  tracks,
}: Lane): readonly { readonly stage: string; readonly targets: readonly string[] }[] =>
  stages.map(({ name, tracks: planned }, at) => {
    const left = at === 0 && tracks ? tracks.filter(({ end }) => end === null) : planned;
    return { stage: name, targets: left.map(({ target }) => target) };
  });

/** Where a list of stages stands before anything was planned. */
export const atTheBeginning: Progress = { lanes: [newLane([], null)], rounds: 0, release: null };

/** A track that nobody has touched yet. */
export const newTrack = (
  { target, steps }: Stage['tracks'][number],
  mandate: Mandate,
  round: number,
): TrackProgress => ({
  target,
  steps: steps ?? null,
  mandate,
  round,
  stopped: null,
  asking: null,
  end: null,
});
