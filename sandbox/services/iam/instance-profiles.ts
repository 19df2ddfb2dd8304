import type {
  AddRoleToInstanceProfileRequest,
  CreateInstanceProfileRequest,
  CreateInstanceProfileResponse,
  GetInstanceProfileRequest,
  GetInstanceProfileResponse,
  InstanceProfile,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListInstanceProfilesRequest,
  ListInstanceProfilesResponse,
} from '@aws-sdk/client-iam';
import { iamId } from '../ids.js';
import { operation, type Call, type Operations } from '../operation.js';
import { alreadyExists, deleteConflict, noSuchEntity, quotaExceeded } from './failures.js';
import { keyOf, profileArn, profileNamed, roleArn, roleNamed } from './find.js';
import { needOn, refuseLinked, roleKind } from './kinds.js';
import { listed, under } from './listing.js';
import { iamArn, profilesIn, rolesIn, type Home, type ProfileRecord } from './records.js';
import { roleShown } from './roles.js';
import { tagged, tagList } from './tags.js';

const MOST = 1_000;

/** An instance profile as IAM shows it, with its role. */
export const profileShown = (home: Home, profile: ProfileRecord): InstanceProfile => {
  const role = profile.role === undefined ? undefined : rolesIn(home).get(keyOf(profile.role));
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: iamArn(home.account, 'instance-profile', profile),
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [roleShown(home, role)],
    ...(Object.keys(profile.tags).length > 0 && { Tags: tagList(profile.tags) }),
  };
};

type ProfileInput = { readonly InstanceProfileName?: string | undefined };

const needs = (call: Call, { InstanceProfileName = '' }: ProfileInput) => [
  { action: `iam:${call.operation}`, resources: [profileArn(call, InstanceProfileName)] },
];

/** Create, Get, List, Delete of instance profiles; AddRoleTo, RemoveRoleFrom, ListInstanceProfilesForRole. */
export const instanceProfileOperations: Operations = {
  CreateInstanceProfile: operation<CreateInstanceProfileRequest, CreateInstanceProfileResponse>(
    (call, { InstanceProfileName = '', Path = '/', Tags }) => {
      const profiles = profilesIn(call);
      if (profiles.get(keyOf(InstanceProfileName)) !== undefined)
        throw alreadyExists('Instance Profile', InstanceProfileName);
      if (profiles.all().length >= MOST) throw quotaExceeded('InstanceProfilesPerAccount', MOST);
      const profile = profiles.put(keyOf(InstanceProfileName), {
        name: InstanceProfileName,
        path: Path,
        id: iamId('AIPA'),
        createdAt: call.world.clock.now(),
        tags: tagged({}, Tags),
      });
      return { InstanceProfile: profileShown(call, profile) };
    },
    needs,
  ),

  GetInstanceProfile: operation<GetInstanceProfileRequest, GetInstanceProfileResponse>(
    (call, { InstanceProfileName }) => ({
      InstanceProfile: profileShown(call, profileNamed(call, InstanceProfileName)),
    }),
    needs,
  ),

  ListInstanceProfiles: operation<ListInstanceProfilesRequest, ListInstanceProfilesResponse>((call, input) => {
    const { items, rest } = listed(under(profilesIn(call).all(), input.PathPrefix), input);
    return { InstanceProfiles: items.map((profile) => profileShown(call, profile)), ...rest };
  }),

  ListInstanceProfilesForRole: operation<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse>(
    (call, input) => {
      const role = roleNamed(call, input.RoleName);
      const wearing = under(profilesIn(call).all()).filter((profile) => profile.role === role.name);
      const { items, rest } = listed(wearing, input);
      return { InstanceProfiles: items.map((profile) => profileShown(call, profile)), ...rest };
    },
    (call, input) => [needOn(roleKind, call, input)],
  ),

  AddRoleToInstanceProfile: operation<AddRoleToInstanceProfileRequest, object>((call, input) => {
    const profile = profileNamed(call, input.InstanceProfileName);
    const role = roleNamed(call, input.RoleName);
    call.require({
      action: 'iam:PassRole',
      resources: [roleArn(call, role.name)],
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    });
    refuseLinked(role);
    if (profile.role !== undefined) throw quotaExceeded('InstanceSessionsPerInstanceProfile', 1);
    profilesIn(call).put(keyOf(profile.name), { ...profile, role: role.name });
    return {};
  }, needs),

  RemoveRoleFromInstanceProfile: operation<AddRoleToInstanceProfileRequest, object>((call, input) => {
    const { role, ...profile } = profileNamed(call, input.InstanceProfileName);
    if (role === undefined || role !== input.RoleName)
      throw noSuchEntity(`The role with name ${input.RoleName} cannot be found.`);
    profilesIn(call).put(keyOf(profile.name), profile);
    return {};
  }, needs),

  DeleteInstanceProfile: operation<GetInstanceProfileRequest, object>((call, { InstanceProfileName }) => {
    const profile = profileNamed(call, InstanceProfileName);
    if (profile.role !== undefined) throw deleteConflict('remove roles from instance profile');
    profilesIn(call).delete(keyOf(profile.name));
    return {};
  }, needs),
};
