import { isShared } from '../../workflows/contract/names.js';
import type { StagePlan, TrackPlan } from '../../workflows/contract/plan.js';

/** The stages of a release: what targets share is put back after them, for until then they may need it as it is. */
export const releaseStages = (release: string, tracks: readonly TrackPlan[]): readonly StagePlan[] =>
  [
    { name: release, tracks: tracks.filter(({ target }) => !isShared(target)) },
    { name: `${release}-shared`, tracks: tracks.filter(({ target }) => isShared(target)) },
  ].filter((stage) => stage.tracks.length > 0);
