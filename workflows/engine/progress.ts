import type { PlannedStages, StepReference } from '../contract/activities.js';
import type { GateRecord } from '../contract/entries.js';
import type { Hash } from '../contract/json.js';
import type { PlanReference } from '../contract/plan.js';
import type { WantedRelease } from './stop-switch.js';

/** How a list of stages, or one track, ended. */
export type StagesEnd = 'done' | 'cancelled' | 'denied' | 'expired' | 'abort' | 'release';

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
  stopped: { readonly step: string; readonly gate: GateRecord } | null;
  asking: Asking | null;
  end: StagesEnd | null;
};

/** Where a list of stages stands while nothing of it is in flight: all that a new history needs to go on. */
export type Progress = {
  readonly mandate: Mandate | null;
  readonly asking: Asking | null;
  /** The stages that are not through; the first of them is under way when `tracks` is there. */
  readonly stages: readonly Stage[];
  /** Those of its tracks that are not done. */
  readonly tracks: readonly TrackProgress[] | null;
  readonly rounds: number;
  /** What was done before anybody else had signed; null where nothing was, or while it is being done. */
  readonly acted: readonly string[] | null;
  readonly release: WantedRelease | null;
};

/** Where a list of stages stands before anything was planned. */
export const atTheBeginning: Progress = {
  mandate: null,
  asking: null,
  stages: [],
  tracks: null,
  rounds: 0,
  acted: null,
  release: null,
};

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
