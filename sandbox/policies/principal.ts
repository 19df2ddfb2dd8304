import type { Principals } from './document.js';

/**
 * Who asks, with the names by which a resource's policy can mean them: the account; the role or user; and the session
 * of a role or of GetFederationToken. `service` is AWS itself, `anonymous` nobody: neither has policies of its own.
 */
export interface Principal {
  readonly kind: 'root' | 'user' | 'role' | 'federated' | 'service' | 'anonymous';
  readonly account: string;
  /** ARN and unique id of the user, or of the role behind a session; the name of a service. */
  readonly identity: readonly string[];
  /** `arn:aws:sts::…:assumed-role/…` or `…:federated-user/…`. */
  readonly session?: string;
  /** Whether a permissions boundary is set. */
  readonly bounded?: boolean;
}

/**
 * How directly a resource's policy names someone, which says what still limits the grant ("Policy evaluation logic",
 * IAM User Guide): `direct` nothing, `limited` the boundary and session policies, `delegated` all of the account's
 * own policies.
 */
export type Naming = 'direct' | 'limited' | 'delegated';

/** How `principals` name `who`; undefined when they do not. */
export const namingOf = (principals: Principals, who: Principal): Naming | undefined => {
  if (who.kind === 'service')
    return who.identity.some((name) => principals['Service']?.includes(name)) ? 'direct' : undefined;
  const names = principals['AWS'] ?? [];
  if (names.includes('*')) return 'direct';
  if (who.kind === 'anonymous') return undefined;
  if (who.session !== undefined && names.includes(who.session)) return 'direct';
  if (who.identity.some((name) => names.includes(name))) return who.kind === 'user' ? 'direct' : 'limited';
  if (accountNames(who).some((name) => names.includes(name))) return who.kind === 'root' ? 'direct' : 'delegated';
  return undefined;
};

/**
 * Whether NotPrincipal leaves `who` out of a Deny: only when every level is listed, the account, the role or user, and
 * the session ("NotPrincipal", IAM User Guide, which warns that listing less denies all the same). It never leaves out
 * who has a permissions boundary.
 */
export const isExempt = (principals: Principals, who: Principal): boolean => {
  if (who.kind === 'service') return namingOf(principals, who) !== undefined;
  if (who.kind === 'anonymous' || who.bounded === true) return false;
  const names = principals['AWS'] ?? [];
  const lists = (any: readonly string[]): boolean => any.some((name) => names.includes(name));
  return (
    lists(accountNames(who)) &&
    (who.identity.length === 0 || lists(who.identity)) &&
    (who.session === undefined || lists([who.session]))
  );
};

const accountNames = (who: Principal): readonly string[] => [who.account, `arn:aws:iam::${who.account}:root`];
