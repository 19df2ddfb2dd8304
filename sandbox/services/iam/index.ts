import type { World } from '../../world/world.js';
import type { Service } from '../operation.js';
import { accessKeyOperations } from './access-keys.js';
import { accountOperations } from './account-facts.js';
import { attachedPolicyOperations } from './attached-policies.js';
import { authorizationDetailOperations } from './authorization-details.js';
import { boundaryOperations } from './boundaries.js';
import { credentialReportOperations } from './credential-report.js';
import { keyOf } from './find.js';
import { groupOperations } from './groups.js';
import { inForce } from './history.js';
import { inlinePolicyOperations } from './inline-policies.js';
import { instanceProfileOperations } from './instance-profiles.js';
import { lastAccessedOperations } from './last-accessed.js';
import { loginProfileOperations } from './login-profiles.js';
import { managedPolicyOperations } from './managed-policies.js';
import { mfaOperations } from './mfa-devices.js';
import { policyEntityOperations } from './policy-entities.js';
import { policyVersionOperations } from './policy-versions.js';
import { iamArn, scopeOf, type RoleRecord } from './records.js';
import { roleOperations } from './roles.js';
import { serviceCredentialOperations } from './service-credentials.js';
import { serviceLinkedRoleOperations } from './service-linked-roles.js';
import { signingCertificateOperations } from './signing-certificates.js';
import { simulationOperations } from './simulate.js';
import { sshKeyOperations } from './ssh-keys.js';
import { taggingOperations } from './tagging.js';
import { enforcedTrust } from './trust.js';
import { userOperations } from './users.js';
import { virtualMfaOperations } from './virtual-mfa.js';

/** AWS Identity and Access Management. */
export const iam: Service = {
  name: 'iam',
  model: 'iam',
  families: [
    userOperations,
    groupOperations,
    roleOperations,
    accessKeyOperations,
    inlinePolicyOperations,
    attachedPolicyOperations,
    managedPolicyOperations,
    policyVersionOperations,
    policyEntityOperations,
    boundaryOperations,
    loginProfileOperations,
    virtualMfaOperations,
    mfaOperations,
    sshKeyOperations,
    signingCertificateOperations,
    serviceCredentialOperations,
    instanceProfileOperations,
    serviceLinkedRoleOperations,
    taggingOperations,
    simulationOperations,
    accountOperations,
    authorizationDetailOperations,
    credentialReportOperations,
    lastAccessedOperations,
  ],
  /** Roles are resources with a policy of their own: whom they trust. */
  resourcePolicy: (world: World, arn: string) => {
    const [, account = '', name = ''] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    const role = inForce<RoleRecord>(world, 'iam.roles', scopeOf({ account }), keyOf(name));
    return role !== undefined && iamArn(account, 'role', role) === arn ? enforcedTrust(role) : undefined;
  },
};
