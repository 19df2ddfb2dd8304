import type { Table } from '../../world/store.js';
import type { Scope, World } from '../../world/world.js';
import { tracked } from './history.js';

/** Which account's IAM: it is the same in every Region. */
export type Home = { readonly world: World; readonly account: string };

/** Where IAM's rows of an account are. */
export const scopeOf = ({ account }: { readonly account: string }): Scope => ({ account, region: '' });

/** Tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** What users, groups and roles have in common. Times are epoch milliseconds of the world's clock. */
export type IdentityRecord = {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: number;
  /** Texts of inline policies by name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
};

export type GroupRecord = IdentityRecord;

export type UserRecord = IdentityRecord & {
  readonly tags: Tags;
  /** ARN of the managed policy that is the permissions boundary. */
  readonly boundary?: string;
  /** Names of groups. */
  readonly groups: readonly string[];
  readonly passwordLastUsed?: number;
};

export type RoleRecord = IdentityRecord & {
  readonly tags: Tags;
  readonly boundary?: string;
  readonly description?: string;
  /** Seconds. */
  readonly maxSession: number;
  readonly trust: string;
  /** Unique ids of the users and roles that the trust policy names, by ARN: it means those and no namesakes. */
  readonly trustedIds: Readonly<Record<string, string>>;
  /** The service that a service-linked role belongs to. */
  readonly linkedTo?: string;
};

export type PolicyRecord = {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: Tags;
  /** Oldest first. */
  readonly versions: readonly { readonly id: string; readonly text: string; readonly createdAt: number }[];
  readonly defaultVersion: string;
  /** The number of the next version: numbers are not used twice. */
  readonly nextVersion: number;
};

export type ProfileRecord = {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: number;
  readonly tags: Tags;
  readonly role?: string;
};

/** An access key by its id; one without a user is the account's root's. */
export type AccessKeyRecord = {
  readonly account: string;
  readonly userName?: string;
  readonly secret: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: number;
};

/** The tables that decide who may do what, by lower-case name: names that differ by case only are one. */
export const usersIn = (home: Home): Table<UserRecord> => tracked(home.world, 'iam.users', scopeOf(home));
export const groupsIn = (home: Home): Table<GroupRecord> => tracked(home.world, 'iam.groups', scopeOf(home));
export const rolesIn = (home: Home): Table<RoleRecord> => tracked(home.world, 'iam.roles', scopeOf(home));
/** Customer managed policies, by ARN. */
export const policiesIn = (home: Home): Table<PolicyRecord> => tracked(home.world, 'iam.policies', scopeOf(home));
/** Instance profiles, by lower-case name. */
export const profilesIn = (home: Home): Table<ProfileRecord> => home.world.table('iam.profiles', scopeOf(home));
/** Access keys of all accounts, by id: a signature names nothing else. */
export const accessKeysOf = (world: World): Table<AccessKeyRecord> => tracked(world, 'iam.accessKeys');

/** The ARN of something of IAM's: `arn:aws:iam::ACCOUNT:role/path/name`. */
export const iamArn = (account: string, kind: string, { path, name }: { path: string; name: string }): string =>
  `arn:aws:iam::${account}:${kind}${path}${name}`;
