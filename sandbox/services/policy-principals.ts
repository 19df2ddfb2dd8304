import { readPolicy } from '../policies/document.js';
import type { World } from '../world/world.js';
import { keyOf } from './iam/find.js';
import { rolesIn, usersIn } from './iam/records.js';

/** Unique ids of the users and roles that a resource's policy names, by ARN. */
export type PrincipalIds = Readonly<Record<string, string>>;

/** What a policy names that does not exist: the ARN of a user or role. */
export class UnknownPrincipal extends Error {
  constructor(readonly arn: string) {
    super(`Invalid principal in policy: "AWS":"${arn}"`);
  }
}

/**
 * Whom a policy means now: one that is deleted and made anew under the same name is someone else ("AWS JSON policy
 * elements: Principal", IAM User Guide). Throws UnknownPrincipal for a user or role that does not exist.
 */
export const principalIds = (world: World, policy: string): PrincipalIds =>
  Object.fromEntries(
    namesIn(policy).map((arn) => {
      const id = idOf(world, arn);
      if (id === undefined) throw new UnknownPrincipal(arn);
      return [arn, id] as const;
    }),
  );

/** The policy as it is enforced: users and roles by the ids that they had when it was written. */
export const enforcedPolicy = (policy: string, ids: PrincipalIds | undefined): string =>
  withIds(policy, Object.entries(ids ?? {}));

/** The policy as its service shows it: whoever is gone shows as the id that it had. */
export const shownPolicy = (world: World, policy: string, ids: PrincipalIds | undefined): string =>
  withIds(
    policy,
    Object.entries(ids ?? {}).filter(([arn, id]) => idOf(world, arn) !== id),
  );

const namesIn = (policy: string): readonly string[] =>
  readPolicy(policy)
    .statements.flatMap(({ principals, notPrincipals }) => [
      ...(principals?.['AWS'] ?? []),
      ...(notPrincipals?.['AWS'] ?? []),
    ])
    .filter((name) => /^arn:aws:iam::\d{12}:(user|role)\//.test(name));

const withIds = (policy: string, ids: readonly (readonly [arn: string, id: string])[]): string =>
  ids.reduce((text, [arn, id]) => text.replaceAll(JSON.stringify(arn), JSON.stringify(id)), policy);

const idOf = (world: World, arn: string): string | undefined => {
  const [, account = '', kind, path = '', name = ''] =
    /^arn:aws:iam::(\d{12}):(user|role)(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  const table = kind === 'user' ? usersIn({ world, account }) : rolesIn({ world, account });
  const row = table.get(keyOf(name));
  return row !== undefined && row.name === name && row.path === path ? row.id : undefined;
};
