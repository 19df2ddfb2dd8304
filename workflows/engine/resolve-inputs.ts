import type { RunReference } from '../contract/activities.js';
import type { JsonObject } from '../contract/json.js';
import type { Playbook } from '../contract/playbook.js';
import { engine } from './proxies.js';

/**
 * The inputs as a playbook's stages get them: what only AWS can tell is asked first. A `principal` becomes the ARN of a
 * user or a role; where an access key led to it, that key stands beside it as `accessKeyId`. So do the Auto Scaling groups
 * of instances, where the playbook wants to know them. A `choice` that was left open is its first option.
 */
export const resolveInputs = async (run: RunReference, playbook: Playbook, given: JsonObject): Promise<JsonObject> => {
  const resolved: Record<string, JsonObject[string]> = { ...given };
  for (const { name, kind, options, beside } of playbook.inputs) {
    const value = given[name];
    if (kind === 'choice' && value === undefined && options?.[0] !== undefined) resolved[name] = options[0];
    if (beside && value !== undefined) resolved[beside] = await engine['input.groups']({ ...run, instances: value });
    if (kind !== 'principal' || value === undefined) continue;
    const { arn, accessKeyId } = await engine['input.principal']({ ...run, principal: value });
    resolved[name] = arn;
    if (accessKeyId !== null) resolved['accessKeyId'] = accessKeyId;
  }
  return resolved;
};
