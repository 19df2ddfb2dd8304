import type { Context } from '../../policies/context.js';
import { readPolicy } from '../../policies/document.js';
import { evaluate, type Verdict } from '../../policies/evaluate.js';
import type { World } from '../../world/world.js';
import type { Need, Service } from '../operation.js';
import type { Authorize } from '../perform.js';
import { denial } from './denials.js';
import { requestContext } from './request-context.js';
import { resourceStanding } from './resource-policies.js';
import { refuseRestricted } from './session-limits.js';
import { standingOf, type Standing } from './standing.js';

/** Anyone may have a session token of their own; only a Deny takes it away ("Permissions for GetSessionToken"). */
const OPEN_ACTIONS = new Set(['sts:GetSessionToken']);

/** What the root of a bucket's account may always do, whatever the bucket's policy says ("PutBucketPolicy"). */
const ROOT_ACTIONS = new Set(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']);

/**
 * Authorization as AWS has it: the caller's policies, boundary and session, and the policies of the resources as
 * `services` tell them. Needs are judged resource by resource; the first that is not allowed is the denial.
 */
export const authorizer =
  (services: readonly Service[]): Authorize =>
  (world, request, need) => {
    refuseRestricted(world, request);
    const standing = standingOf(world, request.caller);
    const context = { ...requestContext(request), ...standing.context, ...need.context };
    for (const resource of need.resources) {
      const verdict = judge(world, services, standing, { action: need.action, resource, context });
      if (isAllowed(verdict, standing, need)) continue;
      throw denial(request, need.action, resource, verdict);
    }
  };

const isAllowed = (verdict: Verdict, { principal }: Standing, { action }: Need): boolean =>
  verdict.decision === 'allowed' ||
  (verdict.decision === 'implicitDeny' && OPEN_ACTIONS.has(action)) ||
  (verdict.by === 'resource-based policy' && principal.kind === 'root' && ROOT_ACTIONS.has(action));

const judge = (
  world: World,
  services: readonly Service[],
  { principal, identity, boundary, session }: Standing,
  { action, resource, context }: { readonly action: string; readonly resource: string; readonly context: Context },
): Verdict => {
  const { policy, account } = resourceStanding(services, world, resource);
  return evaluate({
    request: {
      action,
      resource,
      context: { ...(account !== undefined && { 'aws:ResourceAccount': account }), ...context },
      principal,
    },
    identity,
    boundary,
    session,
    resourcePolicy: policy === undefined ? undefined : readPolicy(policy),
    resourceAccount: account,
    // A role is assumed by whom it trusts, a key is used by whom its policy lets: IAM alone opens neither.
    resourceDecides: isTrustQuestion(action) || (policy !== undefined && action.startsWith('kms:')),
  });
};

const isTrustQuestion = (action: string): boolean =>
  action === 'sts:AssumeRole' || action === 'sts:TagSession' || action === 'sts:SetSourceIdentity';
