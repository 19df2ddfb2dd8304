import type { StageDefinition } from '../contract/playbook.js';

/** The stages with only the named steps in them, or whole when no step is named. */
export const onlySteps = (stages: readonly StageDefinition[], only: readonly string[]): readonly StageDefinition[] =>
  only.length === 0
    ? stages
    : stages
        .map((stage) => ({
          ...stage,
          tracks: stage.tracks
            .map((track) => ({ ...track, steps: track.steps.filter((step) => only.includes(step.id)) }))
            .filter((track) => track.steps.length > 0),
        }))
        .filter((stage) => stage.tracks.length > 0);
