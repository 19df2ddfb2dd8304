import type {
  CreateRoleRequest,
  CreateRoleResponse,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  Role,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
} from '@aws-sdk/client-iam';
import { iamId } from '../ids.js';
import { operation, type Call, type Operations } from '../operation.js';
import { boundaryShown } from './boundaries.js';
import { encoded } from './documents.js';
import { alreadyExists, quotaExceeded } from './failures.js';
import { keyOf, roleNamed } from './find.js';
import { needOn, refuseLinked, roleKind, type NameInput } from './kinds.js';
import { listed, under } from './listing.js';
import { attachable } from './managed.js';
import { iamArn, rolesIn, type Home, type RoleRecord } from './records.js';
import { deleteRole } from './role-deletion.js';
import { requestTags, tagged, tagList } from './tags.js';
import { shownTrust, trustFrom } from './trust.js';

const MOST = 1_000;
const HOUR_S = 3_600;

/** A role as lists of IAM show it. */
export const roleShown = (home: Home, role: RoleRecord): Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: iamArn(home.account, 'role', role),
  CreateDate: new Date(role.createdAt),
  AssumeRolePolicyDocument: encoded(shownTrust(home, role)),
  ...(role.description !== undefined && { Description: role.description }),
  MaxSessionDuration: role.maxSession,
});

/** A role as GetRole shows it. */
export const roleDetailed = (home: Home, role: RoleRecord): Role => ({
  ...roleShown(home, role),
  ...boundaryShown(role.boundary),
  ...(Object.keys(role.tags).length > 0 && { Tags: tagList(role.tags) }),
  RoleLastUsed: {},
});

const changed = (call: Call, name: string | undefined, by: Partial<RoleRecord>): RoleRecord => {
  const role = roleNamed(call, name);
  refuseLinked(role);
  return rolesIn(call).put(keyOf(role.name), { ...role, ...by });
};

const needs = (call: Call, input: NameInput) => [needOn(roleKind, call, input)];

/** CreateRole, GetRole, ListRoles, UpdateRole, UpdateRoleDescription, UpdateAssumeRolePolicy, DeleteRole. */
export const roleOperations: Operations = {
  CreateRole: operation<CreateRoleRequest, CreateRoleResponse>(
    (call, input) => {
      const { RoleName = '', Path = '/', AssumeRolePolicyDocument = '', PermissionsBoundary, Description } = input;
      const roles = rolesIn(call);
      if (roles.get(keyOf(RoleName)) !== undefined) throw alreadyExists('Role', RoleName);
      if (roles.all().length >= MOST) throw quotaExceeded('RolesPerAccount', MOST);
      const role = roles.put(keyOf(RoleName), {
        name: RoleName,
        path: Path,
        id: iamId('AROA'),
        createdAt: call.world.clock.now(),
        inline: {},
        attached: [],
        tags: tagged({}, input.Tags),
        maxSession: input.MaxSessionDuration ?? HOUR_S,
        ...trustFrom(call, AssumeRolePolicyDocument),
        ...(Description !== undefined && { description: Description }),
        ...(PermissionsBoundary !== undefined && { boundary: attachable(call, PermissionsBoundary).arn }),
      });
      const { RoleLastUsed: _, ...shown } = roleDetailed(call, role);
      return { Role: shown };
    },
    (call, { RoleName = '', Path = '/', PermissionsBoundary, Tags }) => {
      const resources = [iamArn(call.account, 'role', { path: Path, name: RoleName })];
      const context = {
        ...requestTags(Tags),
        ...(PermissionsBoundary !== undefined && { 'iam:PermissionsBoundary': PermissionsBoundary }),
      };
      return [
        { action: 'iam:CreateRole', resources, context },
        ...(Tags?.length ? [{ action: 'iam:TagRole', resources, context }] : []),
      ];
    },
  ),

  GetRole: operation<GetRoleRequest, GetRoleResponse>(
    (call, { RoleName }) => ({ Role: roleDetailed(call, roleNamed(call, RoleName)) }),
    needs,
  ),

  ListRoles: operation<ListRolesRequest, ListRolesResponse>((call, input) => {
    const { items, rest } = listed(under(rolesIn(call).all(), input.PathPrefix), input);
    return { Roles: items.map((role) => roleShown(call, role)), ...rest };
  }),

  UpdateRole: operation<UpdateRoleRequest, object>((call, { RoleName, Description, MaxSessionDuration }) => {
    changed(call, RoleName, {
      ...(Description !== undefined && { description: Description }),
      // Left out, it goes back to the default ("UpdateRole").
      maxSession: MaxSessionDuration ?? HOUR_S,
    });
    return {};
  }, needs),

  UpdateRoleDescription: operation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse>(
    (call, { RoleName, Description = '' }) => ({
      Role: roleShown(call, changed(call, RoleName, { description: Description })),
    }),
    needs,
  ),

  UpdateAssumeRolePolicy: operation<UpdateAssumeRolePolicyRequest, object>(
    (call, { RoleName, PolicyDocument = '' }) => {
      roleNamed(call, RoleName);
      changed(call, RoleName, trustFrom(call, PolicyDocument));
      return {};
    },
    needs,
  ),

  DeleteRole: operation<GetRoleRequest, object>((call, { RoleName }) => {
    const role = roleNamed(call, RoleName);
    refuseLinked(role);
    deleteRole(call, role);
    return {};
  }, needs),
};
