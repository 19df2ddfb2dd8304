import type { Table } from '../../world/store.js';
import type { Call, Need } from '../operation.js';
import { AwsFailure } from '../operation.js';
import { groupArn, groupNamed, keyOf, roleArn, roleNamed, userArn, userNamed } from './find.js';
import {
  groupsIn,
  rolesIn,
  usersIn,
  type Home,
  type IdentityRecord,
  type RoleRecord,
  type UserRecord,
} from './records.js';

/** What an operation on a user, role or group names it by. */
export type NameInput = {
  readonly UserName?: string | undefined;
  readonly RoleName?: string | undefined;
  readonly GroupName?: string | undefined;
};

/** Users, roles and groups, as far as policies see no difference. */
export interface Kind {
  /** `User`, as in operation names. */
  readonly name: 'User' | 'Role' | 'Group';
  readonly label: string;
  /** Most characters of all inline policies together ("IAM and AWS STS quotas"). */
  readonly inlineQuota: number;
  readonly nameIn: (input: NameInput) => string;
  readonly find: (home: Home, name: string) => IdentityRecord;
  readonly table: (home: Home) => Table<IdentityRecord>;
  readonly arn: (home: Home, name: string) => string;
}

export const userKind: Kind = {
  name: 'User',
  label: 'user',
  inlineQuota: 2_048,
  nameIn: ({ UserName = '' }) => UserName,
  find: userNamed,
  table: usersIn as unknown as Kind['table'],
  arn: userArn,
};

export const roleKind: Kind = {
  name: 'Role',
  label: 'role',
  inlineQuota: 10_240,
  nameIn: ({ RoleName = '' }) => RoleName,
  find: roleNamed,
  table: rolesIn as unknown as Kind['table'],
  arn: roleArn,
};

export const groupKind: Kind = {
  name: 'Group',
  label: 'group',
  inlineQuota: 5_120,
  nameIn: ({ GroupName = '' }) => GroupName,
  find: groupNamed,
  table: groupsIn as unknown as Kind['table'],
  arn: groupArn,
};

export const kinds: readonly Kind[] = [userKind, roleKind, groupKind];

/** Changes a user, role or group; a service-linked role refuses. */
export const change = (
  home: Home,
  kind: Kind,
  name: string,
  by: (row: IdentityRecord) => Partial<IdentityRecord>,
): void => {
  const row = kind.find(home, name);
  if (kind === roleKind) refuseLinked(row as RoleRecord);
  kind.table(home).update(keyOf(name), () => ({ ...row, ...by(row) }));
};

/** "Service-linked roles": only the service they belong to may change them. */
export const refuseLinked = ({ name, linkedTo }: RoleRecord): void => {
  if (linkedTo !== undefined)
    throw new AwsFailure(
      'UnmodifiableEntity',
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
      400,
    );
};

/** The permission for the call's own operation on the user, role or group it names. */
export const needOn = (kind: Kind, call: Call, input: NameInput, context: Need['context'] = {}): Need => {
  const row = kind.table(call).get(keyOf(kind.nameIn(input))) as Partial<UserRecord> | undefined;
  return {
    action: `iam:${call.operation}`,
    resources: [kind.arn(call, kind.nameIn(input))],
    context: { ...entityContext(row), ...context },
  };
};

/** The condition keys that a user or role brings: its boundary and its tags. */
export const entityContext = (
  row: { readonly boundary?: string; readonly tags?: Readonly<Record<string, string>> } | undefined,
): Record<string, string> => ({
  ...(row?.boundary !== undefined && { 'iam:PermissionsBoundary': row.boundary }),
  ...Object.fromEntries(
    Object.entries(row?.tags ?? {}).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  ),
});
