import { noSuchEntity, notFound } from './failures.js';
import {
  groupsIn,
  iamArn,
  profilesIn,
  rolesIn,
  usersIn,
  type GroupRecord,
  type Home,
  type ProfileRecord,
  type RoleRecord,
  type UserRecord,
} from './records.js';

/** The row's key of a name: names are unique whatever their case. */
export const keyOf = (name: string): string => name.toLowerCase();

const found = <T extends { readonly name: string }>(row: T | undefined, kind: string, name: string): T => {
  if (row === undefined || row.name !== name) throw notFound(kind, name);
  return row;
};

/** The thing of that name, spelled exactly so; else NoSuchEntity. */
export const userNamed = (home: Home, name = ''): UserRecord => found(usersIn(home).get(keyOf(name)), 'user', name);
export const groupNamed = (home: Home, name = ''): GroupRecord => found(groupsIn(home).get(keyOf(name)), 'group', name);
export const roleNamed = (home: Home, name = ''): RoleRecord => found(rolesIn(home).get(keyOf(name)), 'role', name);
export const profileNamed = (home: Home, name = ''): ProfileRecord => {
  const row = profilesIn(home).get(keyOf(name));
  if (row === undefined || row.name !== name) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return row;
};

/** ARNs of what exists, and what they would be where nothing does: permissions are asked before existence. */
export const userArn = (home: Home, name: string): string =>
  iamArn(home.account, 'user', usersIn(home).get(keyOf(name)) ?? { path: '/', name });
export const groupArn = (home: Home, name: string): string =>
  iamArn(home.account, 'group', groupsIn(home).get(keyOf(name)) ?? { path: '/', name });
export const roleArn = (home: Home, name: string): string =>
  iamArn(home.account, 'role', rolesIn(home).get(keyOf(name)) ?? { path: '/', name });
export const profileArn = (home: Home, name: string): string =>
  iamArn(home.account, 'instance-profile', profilesIn(home).get(keyOf(name)) ?? { path: '/', name });
