import type {
  CreateUserRequest,
  CreateUserResponse,
  GetUserRequest,
  GetUserResponse,
  ListUsersRequest,
  ListUsersResponse,
  UpdateUserRequest,
  User,
} from '@aws-sdk/client-iam';
import { iamId } from '../ids.js';
import { operation, type Call, type Operations } from '../operation.js';
import { boundaryShown } from './boundaries.js';
import { callerName, ownName } from './caller.js';
import { alreadyExists, quotaExceeded } from './failures.js';
import { keyOf, userArn, userNamed } from './find.js';
import { entityContext, needOn, userKind } from './kinds.js';
import { listed, under, type ListInput } from './listing.js';
import { attachable } from './managed.js';
import { accessKeysOf, iamArn, usersIn, type Home, type UserRecord } from './records.js';
import { requestTags, tagged, tagList } from './tags.js';
import { deleteUser } from './user-deletion.js';

const MOST = 5_000;

/** A user as IAM shows it. Lists leave out tags and the boundary. */
export const userShown = (account: string, user: UserRecord): User => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: iamArn(account, 'user', user),
  CreateDate: new Date(user.createdAt),
  ...(user.passwordLastUsed !== undefined && { PasswordLastUsed: new Date(user.passwordLastUsed) }),
});

const detailed = (account: string, user: UserRecord): User => ({
  ...userShown(account, user),
  ...boundaryShown(user.boundary),
  ...(Object.keys(user.tags).length > 0 && { Tags: tagList(user.tags) }),
});

const root = ({ world, account }: Home): User => ({
  Path: '/',
  // The model wants a name, and root has none.
  UserName: 'root',
  UserId: account,
  Arn: `arn:aws:iam::${account}:root`,
  CreateDate: new Date(
    accessKeysOf(world)
      .all()
      .find((key) => key.account === account)?.createdAt ?? 0,
  ),
});

const renamed = (call: Call, { UserName, NewUserName, NewPath }: UpdateUserRequest): void => {
  const user = userNamed(call, UserName);
  const name = NewUserName ?? user.name;
  if (keyOf(name) !== keyOf(user.name) && usersIn(call).get(keyOf(name)) !== undefined)
    throw alreadyExists('User', name);
  usersIn(call).delete(keyOf(user.name));
  usersIn(call).put(keyOf(name), { ...user, name, path: NewPath ?? user.path });
  const keys = accessKeysOf(call.world);
  for (const [id, key] of keys.entries())
    if (key.account === call.account && key.userName === user.name) keys.put(id, { ...key, userName: name });
};

/** CreateUser, GetUser, ListUsers, UpdateUser, DeleteUser. */
export const userOperations: Operations = {
  CreateUser: operation<CreateUserRequest, CreateUserResponse>(
    (call, { UserName = '', Path = '/', PermissionsBoundary, Tags }) => {
      const users = usersIn(call);
      if (users.get(keyOf(UserName)) !== undefined) throw alreadyExists('User', UserName);
      if (users.all().length >= MOST) throw quotaExceeded('UsersPerAccount', MOST);
      const user = users.put(keyOf(UserName), {
        name: UserName,
        path: Path,
        id: iamId('AIDA'),
        createdAt: call.world.clock.now(),
        inline: {},
        attached: [],
        groups: [],
        tags: tagged({}, Tags),
        ...(PermissionsBoundary !== undefined && { boundary: attachable(call, PermissionsBoundary).arn }),
      });
      return { User: detailed(call.account, user) };
    },
    (call, { UserName = '', Path = '/', PermissionsBoundary, Tags }) => {
      const resources = [iamArn(call.account, 'user', { path: Path, name: UserName })];
      const context = {
        ...requestTags(Tags),
        ...(PermissionsBoundary !== undefined && { 'iam:PermissionsBoundary': PermissionsBoundary }),
      };
      return [
        { action: 'iam:CreateUser', resources, context },
        ...(Tags?.length ? [{ action: 'iam:TagUser', resources, context }] : []),
      ];
    },
  ),

  GetUser: operation<GetUserRequest, GetUserResponse>(
    (call, { UserName }) => {
      const name = UserName ?? callerName(call);
      return { User: name === undefined ? root(call) : detailed(call.account, userNamed(call, name)) };
    },
    (call, { UserName = ownName(call) }) => [
      {
        action: 'iam:GetUser',
        resources: [UserName === '' ? `arn:aws:iam::${call.account}:root` : userArn(call, UserName)],
        context: entityContext(usersIn(call).get(keyOf(UserName))),
      },
    ],
  ),

  ListUsers: operation<ListUsersRequest, ListUsersResponse>((call, input) => {
    const { items, rest } = listed(under(usersIn(call).all(), input.PathPrefix), input as ListInput);
    return { Users: items.map((user) => userShown(call.account, user)), ...rest };
  }),

  UpdateUser: operation<UpdateUserRequest, object>(
    (call, input) => {
      renamed(call, input);
      return {};
    },
    (call, input) => [needOn(userKind, call, input)],
  ),

  DeleteUser: operation<GetUserRequest, object>(
    (call, { UserName }) => {
      deleteUser(call, userNamed(call, UserName));
      return {};
    },
    (call, input) => [needOn(userKind, call, input)],
  ),
};
