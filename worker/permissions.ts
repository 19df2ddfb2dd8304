import { catalogue } from '../activities/catalogue.js';
import { principalPermissions } from '../activities/engine/principal-permissions.js';

/**
 * The IAM actions that a worker needs for every playbook, each once, in alphabetical order: those of every action, and
 * those of finding out who is meant. `sts:GetCallerIdentity` needs none (AWS STS API Reference, "GetCallerIdentity").
 */
export const workerPermissions = (): readonly string[] =>
  [...new Set([...principalPermissions, ...catalogue.flatMap(({ permissions }) => permissions)])].sort();
