import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from '@aws-sdk/client-iam';
import { operation, type Operations } from '../operation.js';
import { listed } from './listing.js';
import { policyAt } from './managed.js';
import { needOnPolicy } from './managed-policies.js';
import { groupsIn, rolesIn, usersIn, type IdentityRecord } from './records.js';

type Holder = IdentityRecord & { readonly boundary?: string };

/** ListEntitiesForPolicy. */
export const policyEntityOperations: Operations = {
  ListEntitiesForPolicy: operation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse>((call, input) => {
    const { arn } = policyAt(call, input.PolicyArn);
    const { EntityFilter, PathPrefix = '/', PolicyUsageFilter } = input;
    const holds = ({ attached, boundary, path }: Holder): boolean =>
      path.startsWith(PathPrefix) &&
      ((attached.includes(arn) && PolicyUsageFilter !== 'PermissionsBoundary') ||
        (boundary === arn && PolicyUsageFilter !== 'PermissionsPolicy'));
    const of = <T extends Holder>(kind: 'User' | 'Role' | 'Group', rows: readonly T[]) =>
      EntityFilter === undefined || EntityFilter === kind
        ? rows.filter(holds).map(({ name, id }) => ({ kind, name, id }))
        : [];
    const { items, rest } = listed(
      [...of('Group', groupsIn(call).all()), ...of('User', usersIn(call).all()), ...of('Role', rolesIn(call).all())],
      input,
    );
    return {
      PolicyGroups: items.flatMap(({ kind, name, id }) => (kind === 'Group' ? [{ GroupName: name, GroupId: id }] : [])),
      PolicyUsers: items.flatMap(({ kind, name, id }) => (kind === 'User' ? [{ UserName: name, UserId: id }] : [])),
      PolicyRoles: items.flatMap(({ kind, name, id }) => (kind === 'Role' ? [{ RoleName: name, RoleId: id }] : [])),
      ...rest,
    };
  }, needOnPolicy),
};
