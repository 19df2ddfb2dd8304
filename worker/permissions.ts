import { catalogue } from '../activities/catalogue.js';
import { evidencePermissions } from '../activities/evidence/evidence.js';
import { planningPermissions } from '../activities/engine/planning-permissions.js';
import { reconcilePermissions, trailPermissions } from '../activities/reconcile/reconciling.js';

const once = (permissions: readonly string[]): readonly string[] => [...new Set(permissions)].sort();

/**
 * The IAM actions that a worker needs for every playbook, each once, in alphabetical order: those of every action, and
 * those of finding out who is meant, of verifying evidence and of comparing with CloudTrail. `sts:GetCallerIdentity` needs
 * none (AWS STS API Reference, "GetCallerIdentity").
 */
export const workerPermissions = (): readonly string[] =>
  once([
    ...planningPermissions,
    ...reconcilePermissions,
    ...evidencePermissions,
    ...catalogue.flatMap(({ permissions }) => permissions),
  ]);

/**
 * The IAM actions of all that no action does, which a worker does in one session of its role: none of them changes
 * anything. It takes the vault's role as who it is before.
 */
export const lookingPermissions = once([
  ...planningPermissions,
  ...reconcilePermissions,
  ...trailPermissions,
  ...evidencePermissions.filter((one) => one !== 'sts:AssumeRole'),
]);
