import type { ContextEntry, EvaluationResult, Statement } from '@aws-sdk/client-iam';
import { keysOf, type Context } from '../../policies/context.js';
import { readPolicy, type Policy } from '../../policies/document.js';
import { evaluate } from '../../policies/evaluate.js';
import { problemIn, type Purpose } from '../../policies/grammar.js';
import type { Principal } from '../../policies/principal.js';
import { matchesIn } from '../../policies/statements.js';
import { invalidInput } from './failures.js';
import { listed, type ListInput, type Rest } from './listing.js';

/** A policy of a simulation and where it comes from. */
export interface Source {
  readonly id: string;
  readonly type: NonNullable<Statement['SourcePolicyType']>;
  readonly policy: Policy;
}

/** Whose permissions are simulated. */
export interface Subject {
  readonly principal: Principal;
  readonly identity: readonly Source[];
  readonly boundary?: Policy | undefined;
  readonly context: Context;
}

/** What both simulations take besides the policies. */
export type SimulationInput = ListInput & {
  readonly ActionNames?: readonly string[] | undefined;
  readonly ResourceArns?: readonly string[] | undefined;
  readonly ResourcePolicy?: string | undefined;
  readonly ResourceOwner?: string | undefined;
  readonly ContextEntries?: readonly ContextEntry[] | undefined;
};

/** A document that a caller gives for simulation; refused when it is none. */
export const simulated = (text: string, purpose: Purpose = 'identity'): Policy => {
  const problem = problemIn(text, purpose);
  if (problem !== undefined) throw invalidInput(problem);
  return readPolicy(text);
};

/** The documents of an input list, named as the simulator names them. */
export const inputSources = (texts: readonly string[] | undefined): readonly Source[] =>
  (texts ?? []).map((text, index) => ({
    id: `PolicyInputList.${index + 1}`,
    type: 'none',
    policy: simulated(text),
  }));

/** What each action may do to each resource, a page of it. Only what the caller gives is in the request's context. */
export const simulate = (
  input: SimulationInput,
  subject: Subject,
): Rest & { EvaluationResults: EvaluationResult[] } => {
  const resourcePolicy = input.ResourcePolicy === undefined ? undefined : simulated(input.ResourcePolicy, 'resource');
  const given = Object.fromEntries(
    (input.ContextEntries ?? []).map(({ ContextKeyName = '', ContextKeyValues = [] }) => [
      ContextKeyName,
      ContextKeyValues,
    ]),
  );
  const context = { ...subject.context, ...given };
  const { ResourceArns = ['*'], ResourceOwner } = input;
  const results = (input.ActionNames ?? []).flatMap((action) =>
    ResourceArns.map((resource) =>
      resultOf(subject, { action, resource, context }, resourcePolicy, ownerIn(ResourceOwner, resource)),
    ),
  );
  const { items, rest } = listed(results, input);
  return { EvaluationResults: items, ...rest };
};

/** The account of the simulated resource: as the caller says, or as its ARN says. */
const ownerIn = (given: string | undefined, resource: string): string | undefined =>
  /\d{12}/.exec(given ?? resource.split(':')[4] ?? '')?.[0];

type Asked = { readonly action: string; readonly resource: string; readonly context: Context };

const resultOf = (
  { principal, identity, boundary }: Subject,
  asked: Asked,
  resourcePolicy: Policy | undefined,
  resourceAccount: string | undefined,
): EvaluationResult => {
  const request = { ...asked, principal };
  const policies = identity.map(({ policy }) => policy);
  const verdict = evaluate({
    request,
    identity: policies,
    boundary,
    resourcePolicy,
    // Without a resource's policy only the caller's side is asked.
    ...(resourcePolicy !== undefined && { resourceAccount }),
  });
  const { allows, denies } = matchesIn([...policies, ...(resourcePolicy ? [resourcePolicy] : [])], request);
  const matched = denies.length > 0 ? denies : allows;
  return {
    EvalActionName: asked.action,
    EvalResourceName: asked.resource,
    EvalDecision: verdict.decision,
    MatchedStatements: matched.map(({ policy }) => {
      const source = identity.find((one) => one.policy === policy);
      return {
        SourcePolicyId: source?.id ?? 'ResourcePolicy',
        SourcePolicyType: source?.type ?? 'resource',
      };
    }),
    MissingContextValues: missingKeys([...policies, ...(boundary ? [boundary] : [])], asked.context),
    ...(boundary && {
      PermissionsBoundaryDecisionDetail: {
        AllowedByPermissionsBoundary:
          matchesIn([boundary], request).denies.length === 0 && matchesIn([boundary], request).allows.length > 0,
      },
    }),
  };
};

/** Keys that conditions ask for and the request does not have. */
const missingKeys = (policies: readonly Policy[], context: Context): string[] => {
  const keys = keysOf(context);
  const asked = policies.flatMap(({ statements }) =>
    statements.flatMap(({ conditions }) => conditions.map(({ key }) => key)),
  );
  return [...new Set(asked)].filter((key) => keys.valuesOf(key) === undefined).sort();
};
