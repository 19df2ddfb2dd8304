import { catalogue } from '../activities/catalogue.js';
import { evidencePermissions } from '../activities/evidence/evidence.js';
import { principalPermissions } from '../activities/engine/principal-permissions.js';
import { reconcilePermissions } from '../activities/reconcile/reconciling.js';

/**
 * The IAM actions that a worker needs for every playbook, each once, in alphabetical order: those of every action, and
 * those of finding out who is meant, of verifying evidence and of comparing with CloudTrail. `sts:GetCallerIdentity` needs
 * none (AWS STS API Reference, "GetCallerIdentity").
 */
export const workerPermissions = (): readonly string[] =>
  [
    ...new Set([
      ...principalPermissions,
      ...reconcilePermissions,
      ...evidencePermissions,
      ...catalogue.flatMap(({ permissions }) => permissions),
    ]),
  ].sort();
