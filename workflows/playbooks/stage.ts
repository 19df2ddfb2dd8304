import type { JsonObject } from '../contract/json.js';
import { resourceOf, stepId } from '../contract/names.js';
import type { GroupOfTargets, StageDefinition, TrackDefinition } from '../contract/playbook.js';

/** An action on each instance of a stage, with what its input says beside the instance. */
export type InstanceStep = { readonly action: string; readonly more?: (instanceId: string) => JsonObject };

/** A stage with one track for each instance, whose steps are `steps` in order. */
export const trackPerInstance = (
  name: string,
  changes: boolean,
  targets: readonly string[],
  steps: readonly InstanceStep[],
): StageDefinition => ({
  name,
  changes,
  tracks: targets.map((target) => {
    const instanceId = resourceOf(target);
    return {
      target,
      steps: steps.map(({ action, more }) => ({
        id: stepId(name, instanceId, action),
        action,
        input: { instanceId, ...more?.(instanceId) },
      })),
    };
  }),
});

/** A track on each Auto Scaling group, with one step on it for all of the run's instances that it has. */
export const trackPerGroup = (
  stage: string,
  groups: readonly GroupOfTargets[],
  action: string,
): readonly TrackDefinition[] =>
  groups.map(({ arn, instanceIds }) => ({
    target: arn,
    steps: [{ id: stepId(stage, resourceOf(arn), action), action, input: { instanceIds } }],
  }));
