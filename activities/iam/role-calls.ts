import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Json } from '../../workflows/contract/json.js';

const onRole = (id: string, operation: string, RoleName: string, more: PlannedCall['input']): PlannedCall => ({
  id,
  service: 'iam',
  operation,
  target: RoleName,
  input: { RoleName, ...more },
});

/** Writes an inline policy of a role, in the place of one of that name. */
export const putRolePolicy = (id: string, role: string, PolicyName: string, PolicyDocument: Json): PlannedCall =>
  onRole(id, 'PutRolePolicy', role, { PolicyName, PolicyDocument });

/** Deletes an inline policy of a role. */
export const deleteRolePolicy = (id: string, role: string, PolicyName: string): PlannedCall =>
  onRole(id, 'DeleteRolePolicy', role, { PolicyName });

/** Writes whom a role trusts. */
export const updateTrust = (id: string, role: string, PolicyDocument: Json): PlannedCall =>
  onRole(id, 'UpdateAssumeRolePolicy', role, { PolicyDocument });
