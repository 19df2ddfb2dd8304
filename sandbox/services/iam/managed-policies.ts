import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  Policy,
} from '@aws-sdk/client-iam';
import { iamId } from '../ids.js';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { awsPolicies } from './aws-managed/policies.js';
import { checkDocument, sizeOf } from './documents.js';
import { noSuchEntity, quotaExceeded } from './failures.js';
import { listed, under } from './listing.js';
import { policyAt, usesOf } from './managed.js';
import { iamArn, policiesIn, type Home, type PolicyRecord } from './records.js';
import { requestTags, tagged, tagList } from './tags.js';

const MOST = 1_500;
const LONGEST = 6_144;

/** A managed policy as lists of IAM show it. */
export const policyShown = (home: Home, policy: PolicyRecord): Policy => {
  const { attached, boundary } = usesOf(home, policy.arn);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: boundary,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  };
};

/** A managed policy as GetPolicy shows it. */
const detailed = (home: Home, policy: PolicyRecord): Policy => ({
  ...policyShown(home, policy),
  ...(policy.description !== undefined && { Description: policy.description }),
  ...(Object.keys(policy.tags).length > 0 && { Tags: tagList(policy.tags) }),
});

/** Refuses a document that no managed policy can have. */
export const checkManaged = (text: string): void => {
  checkDocument(text, 'identity');
  if (sizeOf(text) > LONGEST) throw quotaExceeded('PolicySize', LONGEST);
};

/** The account's own policy of that ARN; nobody changes AWS's. */
export const ownPolicy = (home: Home, arn = ''): PolicyRecord => {
  const policy = policiesIn(home).get(arn);
  if (policy !== undefined) return policy;
  if (arn.startsWith('arn:aws:iam::aws:'))
    throw new AwsFailure('AccessDenied', `User is not authorized to perform this operation on ${arn}`, 403);
  throw noSuchEntity(`Policy ${arn} was not found.`);
};

/** The permission for the call's operation on the policy that it names. */
export const needOnPolicy = (call: Call, { PolicyArn = '' }: { readonly PolicyArn?: string | undefined }) => [
  { action: `iam:${call.operation}`, resources: [PolicyArn] },
];

/** CreatePolicy, GetPolicy, ListPolicies, DeletePolicy. */
export const managedPolicyOperations: Operations = {
  CreatePolicy: operation<CreatePolicyRequest, CreatePolicyResponse>(
    (call, { PolicyName = '', Path = '/', PolicyDocument = '', Description, Tags }) => {
      checkManaged(PolicyDocument);
      const policies = policiesIn(call);
      const arn = iamArn(call.account, 'policy', { path: Path, name: PolicyName });
      if (policies.all().some(({ name }) => name.toLowerCase() === PolicyName.toLowerCase()))
        throw new AwsFailure(
          'EntityAlreadyExists',
          `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
          409,
        );
      if (policies.all().length >= MOST) throw quotaExceeded('PoliciesPerAccount', MOST);
      const now = call.world.clock.now();
      const policy = policies.put(arn, {
        arn,
        name: PolicyName,
        path: Path,
        id: iamId('ANPA'),
        createdAt: now,
        updatedAt: now,
        tags: tagged({}, Tags),
        versions: [{ id: 'v1', text: PolicyDocument, createdAt: now }],
        defaultVersion: 'v1',
        nextVersion: 2,
        ...(Description !== undefined && { description: Description }),
      });
      const { Description: _, ...shown } = detailed(call, policy);
      return { Policy: shown };
    },
    (call, { PolicyName = '', Path = '/', Tags }) => {
      const resources = [iamArn(call.account, 'policy', { path: Path, name: PolicyName })];
      const context = requestTags(Tags);
      return [
        { action: 'iam:CreatePolicy', resources, context },
        ...(Tags?.length ? [{ action: 'iam:TagPolicy', resources, context }] : []),
      ];
    },
  ),

  GetPolicy: operation<GetPolicyRequest, GetPolicyResponse>(
    (call, { PolicyArn }) => ({ Policy: detailed(call, policyAt(call, PolicyArn)) }),
    needOnPolicy,
  ),

  ListPolicies: operation<ListPoliciesRequest, ListPoliciesResponse>((call, input) => {
    const { Scope = 'All', OnlyAttached = false, PathPrefix, PolicyUsageFilter } = input;
    const all = [
      ...(Scope === 'Local' ? [] : awsPolicies.values()),
      ...(Scope === 'AWS' ? [] : policiesIn(call).all()),
    ];
    const found = under(all, PathPrefix).filter(({ arn }) => {
      const { attached, boundary } = usesOf(call, arn);
      if (PolicyUsageFilter === 'PermissionsBoundary') return boundary > 0;
      if (PolicyUsageFilter === 'PermissionsPolicy') return attached > 0;
      return !OnlyAttached || attached > 0;
    });
    const { items, rest } = listed(found, input);
    return { Policies: items.map((policy) => policyShown(call, policy)), ...rest };
  }),

  DeletePolicy: operation<GetPolicyRequest, object>((call, { PolicyArn }) => {
    const policy = ownPolicy(call, PolicyArn);
    const { attached, boundary } = usesOf(call, policy.arn);
    if (attached > 0 || boundary > 0)
      throw new AwsFailure('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
    if (policy.versions.length > 1)
      throw new AwsFailure(
        'DeleteConflict',
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        409,
      );
    policiesIn(call).delete(policy.arn);
    return {};
  }, needOnPolicy),
};
