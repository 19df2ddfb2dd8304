import { conditionHolds } from './conditions.js';
import { keysOf, type Context, type Keys } from './context.js';
import type { Policy, Statement } from './document.js';
import { isActionLike, isResourceLike, patternOf } from './patterns.js';
import { isExempt, namingOf, type Naming, type Principal } from './principal.js';

/** One thing that someone asks to do to one resource. */
export interface Request {
  /** `ec2:RunInstances` */
  readonly action: string;
  /** An ARN, or `*` for actions that know no resources. */
  readonly resource: string;
  readonly context: Context;
  readonly principal: Principal;
}

/** A statement that applies to a request, and where it stands. */
export interface Match {
  readonly policy: Policy;
  readonly statement: Statement;
  /** In a resource's policy: how the statement names who asks. */
  readonly naming?: Naming;
}

/** What a set of policies says about a request. A Deny in `denies` decides everything. */
export interface Matches {
  readonly allows: readonly Match[];
  readonly denies: readonly Match[];
}

/** The statements of `policies` that apply to `request`. */
export const matchesIn = (policies: readonly Policy[], request: Request): Matches => {
  const keys = keysOf(request.context);
  const found = policies.flatMap((policy) =>
    policy.statements.flatMap((statement) => {
      const applies = matchOf(policy, statement, request, keys);
      return applies === undefined ? [] : [applies];
    }),
  );
  return {
    allows: found.filter(({ statement }) => statement.effect === 'Allow'),
    denies: found.filter(({ statement }) => statement.effect === 'Deny'),
  };
};

const matchOf = (policy: Policy, statement: Statement, request: Request, keys: Keys): Match | undefined => {
  const variables = policy.version === '2012-10-17' ? keys : undefined;
  if (!actionApplies(statement, request.action)) return undefined;
  if (!resourceApplies(statement, request.resource, variables)) return undefined;
  const naming = namingIn(statement, request.principal);
  if (naming === 'other') return undefined;
  for (const condition of statement.conditions) {
    const holds = conditionHolds(condition, keys, variables);
    // What cannot be judged must not let anything pass: it holds for a Deny and fails for an Allow.
    if (holds === 'unknown' ? statement.effect === 'Allow' : !holds) return undefined;
  }
  return { policy, statement, ...(naming !== undefined && { naming }) };
};

const actionApplies = ({ actions, notActions }: Statement, action: string): boolean =>
  actions === undefined
    ? notActions !== undefined && !notActions.some((one) => isActionLike(action, one))
    : actions.some((one) => isActionLike(action, one));

const resourceApplies = (
  { resources, notResources }: Statement,
  resource: string,
  variables: Keys | undefined,
): boolean => {
  const listed = (all: readonly string[]): boolean =>
    all.some((one) => isResourceLike(resource, patternOf(one, variables)));
  if (resources !== undefined) return listed(resources);
  // A trust policy has neither: it is about its role.
  return notResources === undefined || !listed(notResources);
};

const namingIn = ({ effect, principals, notPrincipals }: Statement, who: Principal): Naming | 'other' | undefined => {
  if (principals !== undefined) return namingOf(principals, who) ?? 'other';
  if (notPrincipals === undefined) return undefined;
  if (effect === 'Deny') return isExempt(notPrincipals, who) ? 'other' : 'direct';
  return namingOf(notPrincipals, who) === undefined ? 'direct' : 'other';
};
