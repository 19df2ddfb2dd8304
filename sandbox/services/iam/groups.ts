import type {
  AddUserToGroupRequest,
  CreateGroupRequest,
  CreateGroupResponse,
  GetGroupRequest,
  GetGroupResponse,
  Group,
  ListGroupsForUserRequest,
  ListGroupsForUserResponse,
  ListGroupsRequest,
  ListGroupsResponse,
  UpdateGroupRequest,
} from '@aws-sdk/client-iam';
import { iamId } from '../ids.js';
import { operation, type Call, type Operations } from '../operation.js';
import { alreadyExists, deleteConflict, noSuchEntity, quotaExceeded } from './failures.js';
import { groupNamed, keyOf, userNamed } from './find.js';
import { groupKind, needOn, userKind, type NameInput } from './kinds.js';
import { listed, under } from './listing.js';
import { groupsIn, iamArn, usersIn, type GroupRecord, type Home, type UserRecord } from './records.js';
import { userShown } from './users.js';

const MOST = 300;
const MOST_PER_USER = 10;

/** A group as IAM shows it. */
export const groupShown = (account: string, group: GroupRecord): Group => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: iamArn(account, 'group', group),
  CreateDate: new Date(group.createdAt),
});

const membersOf = (home: Home, name: string): readonly UserRecord[] =>
  usersIn(home)
    .all()
    .filter(({ groups }) => groups.includes(name));

const setGroups = (home: Home, user: UserRecord, groups: readonly string[]): void =>
  void usersIn(home).put(keyOf(user.name), { ...user, groups });

const needs = (call: Call, input: NameInput) => [needOn(groupKind, call, input)];

/** CreateGroup, GetGroup, UpdateGroup, DeleteGroup, ListGroups, ListGroupsForUser, AddUserToGroup, RemoveUserFromGroup. */
export const groupOperations: Operations = {
  CreateGroup: operation<CreateGroupRequest, CreateGroupResponse>(
    (call, { GroupName = '', Path = '/' }) => {
      const groups = groupsIn(call);
      if (groups.get(keyOf(GroupName)) !== undefined) throw alreadyExists('Group', GroupName);
      if (groups.all().length >= MOST) throw quotaExceeded('GroupsPerAccount', MOST);
      const group = groups.put(keyOf(GroupName), {
        name: GroupName,
        path: Path,
        id: iamId('AGPA'),
        createdAt: call.world.clock.now(),
        inline: {},
        attached: [],
      });
      return { Group: groupShown(call.account, group) };
    },
    (call, { GroupName = '', Path = '/' }) => [
      { action: 'iam:CreateGroup', resources: [iamArn(call.account, 'group', { path: Path, name: GroupName })] },
    ],
  ),

  GetGroup: operation<GetGroupRequest, GetGroupResponse>((call, input) => {
    const group = groupNamed(call, input.GroupName);
    const { items, rest } = listed(membersOf(call, group.name), input);
    return { Group: groupShown(call.account, group), Users: items.map((one) => userShown(call.account, one)), ...rest };
  }, needs),

  UpdateGroup: operation<UpdateGroupRequest, object>((call, { GroupName, NewGroupName, NewPath }) => {
    const group = groupNamed(call, GroupName);
    const name = NewGroupName ?? group.name;
    if (keyOf(name) !== keyOf(group.name) && groupsIn(call).get(keyOf(name)) !== undefined)
      throw alreadyExists('Group', name);
    const members = membersOf(call, group.name);
    groupsIn(call).delete(keyOf(group.name));
    groupsIn(call).put(keyOf(name), { ...group, name, path: NewPath ?? group.path });
    for (const user of members)
      setGroups(
        call,
        user,
        user.groups.map((one) => (one === group.name ? name : one)),
      );
    return {};
  }, needs),

  DeleteGroup: operation<GetGroupRequest, object>((call, { GroupName }) => {
    const group = groupNamed(call, GroupName);
    if (membersOf(call, group.name).length > 0) throw deleteConflict('remove users from group');
    if (Object.keys(group.inline).length > 0) throw deleteConflict('delete policies');
    if (group.attached.length > 0) throw deleteConflict('detach all policies');
    groupsIn(call).delete(keyOf(group.name));
    return {};
  }, needs),

  ListGroups: operation<ListGroupsRequest, ListGroupsResponse>((call, input) => {
    const { items, rest } = listed(under(groupsIn(call).all(), input.PathPrefix), input);
    return { Groups: items.map((group) => groupShown(call.account, group)), ...rest };
  }),

  ListGroupsForUser: operation<ListGroupsForUserRequest, ListGroupsForUserResponse>(
    (call, input) => {
      const { groups } = userNamed(call, input.UserName);
      const { items, rest } = listed(groups, input);
      return { Groups: items.map((name) => groupShown(call.account, groupNamed(call, name))), ...rest };
    },
    (call, input) => [needOn(userKind, call, input)],
  ),

  AddUserToGroup: operation<AddUserToGroupRequest, object>((call, { GroupName, UserName }) => {
    const group = groupNamed(call, GroupName);
    const user = userNamed(call, UserName);
    if (user.groups.includes(group.name)) return {};
    if (user.groups.length >= MOST_PER_USER) throw quotaExceeded('GroupsPerUser', MOST_PER_USER);
    setGroups(call, user, [...user.groups, group.name]);
    return {};
  }, needs),

  RemoveUserFromGroup: operation<AddUserToGroupRequest, object>((call, { GroupName, UserName }) => {
    const group = groupNamed(call, GroupName);
    const user = userNamed(call, UserName);
    if (!user.groups.includes(group.name)) throw noSuchEntity(`User ${user.name} not in group ${group.name}`);
    setGroups(
      call,
      user,
      user.groups.filter((name) => name !== group.name),
    );
    return {};
  }, needs),
};
