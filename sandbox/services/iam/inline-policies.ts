import type { GetUserPolicyResponse, ListUserPoliciesResponse } from '@aws-sdk/client-iam';
import { operation, type Call, type Operations } from '../operation.js';
import { checkDocument, encoded, sizeOf } from './documents.js';
import { limitExceeded, noSuchEntity } from './failures.js';
import { change, groupKind, needOn, roleKind, userKind, type Kind, type NameInput } from './kinds.js';
import { listed, type ListInput } from './listing.js';

type PolicyInput = NameInput & { readonly PolicyName?: string; readonly PolicyDocument?: string };

const textOf = (call: Call, kind: Kind, input: PolicyInput): string => {
  const { inline } = kind.find(call, kind.nameIn(input));
  const { PolicyName = '' } = input;
  const text = Object.hasOwn(inline, PolicyName) ? inline[PolicyName] : undefined;
  if (text === undefined) throw noSuchEntity(`The ${kind.label} policy with name ${PolicyName} cannot be found.`);
  return text;
};

const operationsOn = (kind: Kind): Operations => {
  const needs = (call: Call, input: NameInput) => [needOn(kind, call, input)];
  return {
    [`Put${kind.name}Policy`]: operation<PolicyInput, object>((call, input) => {
      const { PolicyName = '', PolicyDocument = '' } = input;
      const name = kind.nameIn(input);
      kind.find(call, name);
      checkDocument(PolicyDocument, 'identity');
      change(call, kind, name, ({ inline }) => {
        const all = { ...inline, [PolicyName]: PolicyDocument };
        if (Object.values(all).reduce((sum, text) => sum + sizeOf(text), 0) > kind.inlineQuota)
          throw limitExceeded(`Maximum policy size of ${kind.inlineQuota} bytes exceeded for ${kind.label} ${name}`);
        return { inline: all };
      });
      return {};
    }, needs),

    [`Get${kind.name}Policy`]: operation<PolicyInput, Partial<GetUserPolicyResponse>>((call, input) => {
      const text = textOf(call, kind, input);
      return {
        [`${kind.name}Name`]: kind.nameIn(input),
        PolicyName: input.PolicyName,
        PolicyDocument: encoded(text),
      };
    }, needs),

    [`Delete${kind.name}Policy`]: operation<PolicyInput, object>((call, input) => {
      textOf(call, kind, input);
      change(call, kind, kind.nameIn(input), ({ inline }) => ({
        inline: Object.fromEntries(Object.entries(inline).filter(([name]) => name !== input.PolicyName)),
      }));
      return {};
    }, needs),

    [`List${kind.name}Policies`]: operation<NameInput & ListInput, ListUserPoliciesResponse>((call, input) => {
      const { inline } = kind.find(call, kind.nameIn(input));
      const { items, rest } = listed(Object.keys(inline).sort(), input);
      return { PolicyNames: items, ...rest };
    }, needs),
  };
};

/** Put, Get, Delete and List of the inline policies of users, roles and groups. */
export const inlinePolicyOperations: Operations = {
  ...operationsOn(userKind),
  ...operationsOn(roleKind),
  ...operationsOn(groupKind),
};
