import type {
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  PolicyVersion,
  SetDefaultPolicyVersionRequest,
} from '@aws-sdk/client-iam';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { encoded } from './documents.js';
import { limitExceeded, noSuchEntity } from './failures.js';
import { listed } from './listing.js';
import { policyAt } from './managed.js';
import { checkManaged, needOnPolicy, ownPolicy } from './managed-policies.js';
import { policiesIn, type PolicyRecord } from './records.js';

const MOST = 5;

type Version = PolicyRecord['versions'][number];

const versionShown = ({ defaultVersion }: PolicyRecord, { id, createdAt }: Version): PolicyVersion => ({
  VersionId: id,
  IsDefaultVersion: id === defaultVersion,
  CreateDate: new Date(createdAt),
});

const versionOf = ({ arn, versions }: PolicyRecord, id: string | undefined): Version => {
  const version = versions.find((one) => one.id === id);
  if (version === undefined) throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
  return version;
};

/** Versions of managed policies, newest first, with their documents where asked. */
export const versionList = (policy: PolicyRecord, withText = false): PolicyVersion[] =>
  policy.versions
    .map((version) => ({
      ...versionShown(policy, version),
      ...(withText && { Document: encoded(version.text) }),
    }))
    .reverse();

/** CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion, DeletePolicyVersion. */
export const policyVersionOperations: Operations = {
  CreatePolicyVersion: operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse>(
    (call, { PolicyArn, PolicyDocument = '', SetAsDefault = false }) => {
      const policy = ownPolicy(call, PolicyArn);
      checkManaged(PolicyDocument);
      if (policy.versions.length >= MOST)
        throw limitExceeded(
          `A managed policy can have up to ${MOST} versions. Before you create a new version, you must delete an existing version.`,
        );
      const now = call.world.clock.now();
      const version = { id: `v${policy.nextVersion}`, text: PolicyDocument, createdAt: now };
      const changed = policiesIn(call).put(policy.arn, {
        ...policy,
        versions: [...policy.versions, version],
        nextVersion: policy.nextVersion + 1,
        updatedAt: now,
        ...(SetAsDefault && { defaultVersion: version.id }),
      });
      return { PolicyVersion: versionShown(changed, version) };
    },
    needOnPolicy,
  ),

  GetPolicyVersion: operation<GetPolicyVersionRequest, GetPolicyVersionResponse>((call, { PolicyArn, VersionId }) => {
    const policy = policyAt(call, PolicyArn);
    const version = versionOf(policy, VersionId);
    return { PolicyVersion: { ...versionShown(policy, version), Document: encoded(version.text) } };
  }, needOnPolicy),

  ListPolicyVersions: operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse>((call, input) => {
    const { items, rest } = listed(versionList(policyAt(call, input.PolicyArn)), input);
    return { Versions: items, ...rest };
  }, needOnPolicy),

  SetDefaultPolicyVersion: operation<SetDefaultPolicyVersionRequest, object>((call, { PolicyArn, VersionId }) => {
    const policy = ownPolicy(call, PolicyArn);
    const { id } = versionOf(policy, VersionId);
    policiesIn(call).put(policy.arn, { ...policy, defaultVersion: id, updatedAt: call.world.clock.now() });
    return {};
  }, needOnPolicy),

  DeletePolicyVersion: operation<SetDefaultPolicyVersionRequest, object>((call, { PolicyArn, VersionId }) => {
    const policy = ownPolicy(call, PolicyArn);
    const { id } = versionOf(policy, VersionId);
    if (id === policy.defaultVersion)
      throw new AwsFailure('DeleteConflict', 'Cannot delete the default version of a policy.', 409);
    policiesIn(call).put(policy.arn, { ...policy, versions: policy.versions.filter((one) => one.id !== id) });
    return {};
  }, needOnPolicy),
};
