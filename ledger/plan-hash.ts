import type { Hash } from '../workflows/contract/json.js';
import type { PlanDocument, PlanReference, StagePlan, TrackPlan } from '../workflows/contract/plan.js';
import { hashOf } from './canonical.js';

/** Hash of one track: its target and the signed parts of its steps, in order. */
export const trackHash = (track: TrackPlan): Hash =>
  hashOf({ target: track.target, steps: track.steps.map((step) => step.signed) });

/** Hash of one stage: a root over its tracks, so that one target that moved changes one track hash only. */
export const stageHash = (stage: StagePlan): Hash =>
  hashOf({ name: stage.name, tracks: stage.tracks.map((track) => trackHash(track)) });

/**
 * Both hashes of a plan. `root` covers what people sign: case, run, playbook, account, Region and every step's signed
 * part, and nothing that was merely observed; `document` is the hash of the whole text, under which it is stored.
 */
export const planReference = (document: PlanDocument): PlanReference => {
  const stages = document.stages.map((stage) => ({ name: stage.name, hash: stageHash(stage) }));
  const { v, case: caseId, run, playbook, playbookVersion, purpose, account, region, watch } = document;
  const signed = { v, case: caseId, run, playbook, playbookVersion, purpose, account, region, stages };
  const root = hashOf(watch === undefined ? signed : { ...signed, watch });
  return { root, document: hashOf(document), stages };
};
