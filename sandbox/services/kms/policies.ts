import type {
  GetKeyPolicyRequest,
  GetKeyPolicyResponse,
  ListKeyPoliciesRequest,
  ListKeyPoliciesResponse,
  PutKeyPolicyRequest,
} from '@aws-sdk/client-kms';
import { operation, type Operations } from '../operation.js';
import { shownPolicy } from '../policy-principals.js';
import { notFound } from './failures.js';
import { keyPolicyFrom } from './key-policy.js';
import { managedKey, ownKey } from './lookup.js';
import { onKey } from './needs.js';
import { keysIn } from './records.js';

/** A key has one policy, and this is its name. */
const NAME = 'default';

const named = (name: string): void => {
  if (name !== NAME) throw notFound('No such policy exists');
};

/** GetKeyPolicy, PutKeyPolicy, ListKeyPolicies. */
export const policyOperations: Operations = {
  GetKeyPolicy: operation<GetKeyPolicyRequest, GetKeyPolicyResponse>((call, { KeyId = '', PolicyName = NAME }) => {
    named(PolicyName);
    const { policy, policyIds } = ownKey(call, KeyId);
    return { Policy: shownPolicy(call.world, policy, policyIds), PolicyName: NAME };
  }, onKey()),

  PutKeyPolicy: operation<PutKeyPolicyRequest, object>(
    (call, { KeyId = '', PolicyName = NAME, Policy = '', BypassPolicyLockoutSafetyCheck = false }) => {
      named(PolicyName);
      const key = managedKey(call, KeyId, 'kms:PutKeyPolicy');
      keysIn(call).put(key.id, { ...key, ...keyPolicyFrom(call, Policy, BypassPolicyLockoutSafetyCheck) });
      return {};
    },
    onKey(({ BypassPolicyLockoutSafetyCheck = false }) => ({
      'kms:BypassPolicyLockoutSafetyCheck': String(BypassPolicyLockoutSafetyCheck),
    })),
  ),

  ListKeyPolicies: operation<ListKeyPoliciesRequest, ListKeyPoliciesResponse>((call, { KeyId = '' }) => {
    ownKey(call, KeyId);
    return { PolicyNames: [NAME], Truncated: false };
  }, onKey()),
};
