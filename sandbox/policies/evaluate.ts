import type { Policy } from './document.js';
import { matchesIn, type Matches, type Request } from './statements.js';

/** A kind of policy, in the words of AWS's denials. */
export type Layer = 'identity-based policy' | 'resource-based policy' | 'permissions boundary' | 'session policy';

/** Everything that bears on a request. */
export interface Question {
  readonly request: Request;
  /** Policies of the user (with those of its groups) or role. */
  readonly identity: readonly Policy[];
  readonly boundary?: Policy | undefined;
  /** Policies that the session was begun with; an empty list allows nothing. */
  readonly session?: readonly Policy[] | undefined;
  readonly resourcePolicy?: Policy | undefined;
  /** Whose the resource is; undefined: the caller's own account's. */
  readonly resourceAccount?: string | undefined;
  /** Nobody may do anything that the resource's policy does not allow or delegate: roles' trust, KMS keys. */
  readonly resourceDecides?: boolean | undefined;
}

/** The outcome: which kind of policy allowed, denied, or said nothing where a word was needed. */
export interface Verdict {
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny';
  readonly by: Layer;
}

/**
 * Decides as AWS does ("Policy evaluation logic" and "Cross-account policy evaluation logic", IAM User Guide; without
 * the policies of organizations). A Deny anywhere decides. In one account a resource's policy can allow by itself
 * whom it names; between accounts both sides must allow.
 */
export const evaluate = ({
  request: asked,
  identity,
  boundary,
  session,
  resourcePolicy,
  resourceAccount,
  resourceDecides,
}: Question): Verdict => {
  const request = { ...asked, principal: { ...asked.principal, bounded: boundary !== undefined } };
  const own = matchesIn(identity, request);
  const resource = resourcePolicy && matchesIn([resourcePolicy], request);
  const limits: readonly (readonly [Layer, Matches])[] = [
    ...(boundary ? [['permissions boundary', matchesIn([boundary], request)] as const] : []),
    ...(session ? [['session policy', matchesIn(session, request)] as const] : []),
  ];

  const layers = [['identity-based policy', own] as const, ['resource-based policy', resource] as const, ...limits];
  const denied = layers.find(([, found]) => (found?.denies.length ?? 0) > 0);
  if (denied !== undefined) return { decision: 'explicitDeny', by: denied[0] };

  const allowed = (by: Layer): Verdict => ({ decision: 'allowed', by });
  const silent = (by: Layer): Verdict => ({ decision: 'implicitDeny', by });
  const namings = new Set(resource?.allows.map(({ naming }) => naming));
  const { kind, account } = request.principal;

  if (kind === 'service' || kind === 'anonymous')
    return namings.size > 0 ? allowed('resource-based policy') : silent('resource-based policy');
  const isForeign = resourceAccount !== undefined && resourceAccount !== account;
  if (!isForeign && namings.has('direct')) return allowed('resource-based policy');
  const isGranted = own.allows.length > 0 || (!isForeign && namings.has('limited'));
  if (!isGranted) return silent('identity-based policy');
  const limiting = limits.find(([, found]) => found.allows.length === 0);
  if (limiting !== undefined) return silent(limiting[0]);
  if ((isForeign || resourceDecides === true) && namings.size === 0) return silent('resource-based policy');
  return allowed(own.allows.length > 0 ? 'identity-based policy' : 'resource-based policy');
};
