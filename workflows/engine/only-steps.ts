import type { StageDefinition } from '../contract/playbook.js';

/** The stages with only the named steps in them (all when none is named), and without those of `except`. */
export const onlySteps = (
  stages: readonly StageDefinition[],
  only: readonly string[],
  except: readonly string[] = [],
): readonly StageDefinition[] =>
  only.length === 0 && except.length === 0
    ? stages
    : stages
        .map((stage) => ({
          ...stage,
          tracks: stage.tracks
            .map((track) => ({
              ...track,
              steps: track.steps.filter(({ id }) => (only.length === 0 || only.includes(id)) && !except.includes(id)),
            }))
            .filter((track) => track.steps.length > 0),
        }))
        .filter((stage) => stage.tracks.length > 0);
