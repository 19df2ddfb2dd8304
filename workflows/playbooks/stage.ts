import type { JsonObject } from '../contract/json.js';
import { resourceOf, stepId } from '../contract/names.js';
import type { StageDefinition } from '../contract/playbook.js';

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
