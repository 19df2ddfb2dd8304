import type { JsonObject } from '../contract/json.js';
import { resourceOf, stepId } from '../contract/names.js';
import type { StageDefinition } from '../contract/playbook.js';

/** A stage with one track for each target, of one step: `action` on that instance. */
export const trackPerTarget = (
  name: string,
  changes: boolean,
  targets: readonly string[],
  action: string,
  more: (instanceId: string) => JsonObject = () => ({}),
): StageDefinition => ({
  name,
  changes,
  tracks: targets.map((target) => {
    const instanceId = resourceOf(target);
    return {
      target,
      steps: [{ id: stepId(name, instanceId, action), action, input: { instanceId, ...more(instanceId) } }],
    };
  }),
});
