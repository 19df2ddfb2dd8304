import type {
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
  ManagedPolicyDetail,
} from '@aws-sdk/client-iam';
import { operation, type Operations } from '../operation.js';
import { attachedList } from './attached-policies.js';
import { awsPolicies } from './aws-managed/policies.js';
import { encoded } from './documents.js';
import { groupShown } from './groups.js';
import { profileShown } from './instance-profiles.js';
import { listed } from './listing.js';
import { usesOf } from './managed.js';
import { policyShown } from './managed-policies.js';
import { versionList } from './policy-versions.js';
import {
  groupsIn,
  policiesIn,
  profilesIn,
  rolesIn,
  usersIn,
  type GroupRecord,
  type Home,
  type PolicyRecord,
  type RoleRecord,
  type UserRecord,
} from './records.js';
import { roleDetailed } from './roles.js';
import { tagList } from './tags.js';
import { boundaryShown } from './boundaries.js';
import { userShown } from './users.js';

/** One entry of the details: what it is, and what it adds to the answer. */
type Entry =
  | { readonly kind: 'User'; readonly row: UserRecord }
  | { readonly kind: 'Group'; readonly row: GroupRecord }
  | { readonly kind: 'Role'; readonly row: RoleRecord }
  | { readonly kind: 'LocalManagedPolicy' | 'AWSManagedPolicy'; readonly row: PolicyRecord };

const entriesOf = (home: Home): readonly Entry[] => [
  ...usersIn(home)
    .all()
    .map((row) => ({ kind: 'User', row }) as const),
  ...groupsIn(home)
    .all()
    .map((row) => ({ kind: 'Group', row }) as const),
  ...rolesIn(home)
    .all()
    .map((row) => ({ kind: 'Role', row }) as const),
  ...policiesIn(home)
    .all()
    .map((row) => ({ kind: 'LocalManagedPolicy', row }) as const),
  // Of AWS's policies only those in use are told.
  ...[...awsPolicies.values()]
    .filter(({ arn }) => usesOf(home, arn).attached > 0 || usesOf(home, arn).boundary > 0)
    .map((row) => ({ kind: 'AWSManagedPolicy', row }) as const),
];

const inlineList = ({ inline }: GroupRecord) =>
  Object.entries(inline).map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: encoded(text) }));

const policyDetail = (home: Home, policy: PolicyRecord): ManagedPolicyDetail => ({
  ...policyShown(home, policy),
  PolicyVersionList: versionList(policy, true),
});

const roleDetail = (home: Home, role: RoleRecord) => {
  const { Description: _, MaxSessionDuration: __, ...shown } = roleDetailed(home, role);
  return {
    ...shown,
    RolePolicyList: inlineList(role),
    AttachedManagedPolicies: attachedList(home, role.attached),
    InstanceProfileList: profilesIn(home)
      .all()
      .filter((profile) => profile.role === role.name)
      .map((profile) => profileShown(home, profile)),
  };
};

const userDetail = (home: Home, user: UserRecord) => {
  const { PasswordLastUsed: _, ...shown } = userShown(home.account, user);
  return {
    ...shown,
    ...boundaryShown(user.boundary),
    UserPolicyList: inlineList(user),
    AttachedManagedPolicies: attachedList(home, user.attached),
    GroupList: [...user.groups],
    Tags: tagList(user.tags),
  };
};

/** GetAccountAuthorizationDetails. */
export const authorizationDetailOperations: Operations = {
  GetAccountAuthorizationDetails: operation<
    GetAccountAuthorizationDetailsRequest,
    GetAccountAuthorizationDetailsResponse
  >((call, input) => {
    const { Filter } = input;
    const { items, rest } = listed(
      entriesOf(call).filter(({ kind }) => Filter === undefined || Filter.length === 0 || Filter.includes(kind)),
      input,
    );
    return {
      UserDetailList: items.flatMap((one) => (one.kind === 'User' ? [userDetail(call, one.row)] : [])),
      GroupDetailList: items.flatMap((one) =>
        one.kind === 'Group'
          ? [
              {
                ...groupShown(call.account, one.row),
                GroupPolicyList: inlineList(one.row),
                AttachedManagedPolicies: attachedList(call, one.row.attached),
              },
            ]
          : [],
      ),
      RoleDetailList: items.flatMap((one) => (one.kind === 'Role' ? [roleDetail(call, one.row)] : [])),
      Policies: items.flatMap((one) =>
        one.kind === 'LocalManagedPolicy' || one.kind === 'AWSManagedPolicy' ? [policyDetail(call, one.row)] : [],
      ),
      ...rest,
    };
  }),
};
