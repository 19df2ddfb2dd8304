import type { AttachedPolicy } from '@aws-sdk/client-iam';
import { operation, type Call, type Operations } from '../operation.js';
import { noSuchEntity, quotaExceeded } from './failures.js';
import { change, groupKind, needOn, roleKind, userKind, type Kind, type NameInput } from './kinds.js';
import { listed, type ListInput, type Rest } from './listing.js';
import { attachable, managedPolicy } from './managed.js';
import type { Home } from './records.js';

type AttachInput = NameInput & { readonly PolicyArn?: string };

/** Most managed policies of one user, role or group: the default quota. */
const MOST = 10;

/** The attached policies, as IAM shows them. */
export const attachedList = (home: Home, arns: readonly string[]): AttachedPolicy[] =>
  arns.map((PolicyArn) => ({ PolicyName: managedPolicy(home, PolicyArn)?.name, PolicyArn }));

const operationsOn = (kind: Kind): Operations => {
  const needs = (call: Call, input: AttachInput) => [
    needOn(kind, call, input, { ...(input.PolicyArn !== undefined && { 'iam:PolicyARN': input.PolicyArn }) }),
  ];
  return {
    [`Attach${kind.name}Policy`]: operation<AttachInput, object>((call, input) => {
      const { PolicyArn = '' } = input;
      kind.find(call, kind.nameIn(input));
      attachable(call, PolicyArn);
      change(call, kind, kind.nameIn(input), ({ attached }) => {
        if (attached.includes(PolicyArn)) return {};
        if (attached.length >= MOST) throw quotaExceeded(`PoliciesPer${kind.name}`, MOST);
        return { attached: [...attached, PolicyArn] };
      });
      return {};
    }, needs),

    [`Detach${kind.name}Policy`]: operation<AttachInput, object>((call, input) => {
      change(call, kind, kind.nameIn(input), ({ attached }) => {
        if (!attached.includes(input.PolicyArn ?? '')) throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
        return { attached: attached.filter((arn) => arn !== input.PolicyArn) };
      });
      return {};
    }, needs),

    [`ListAttached${kind.name}Policies`]: operation<
      NameInput & ListInput,
      Rest & { AttachedPolicies: AttachedPolicy[] }
    >((call, input) => {
      const { attached } = kind.find(call, kind.nameIn(input));
      const { PathPrefix = '/' } = input;
      const { items, rest } = listed(
        attached.filter((arn) => managedPolicy(call, arn)?.path.startsWith(PathPrefix)),
        input,
      );
      return { AttachedPolicies: attachedList(call, items), ...rest };
    }, needs),
  };
};

/** Attach, Detach and ListAttached of users, roles and groups. */
export const attachedPolicyOperations: Operations = {
  ...operationsOn(userKind),
  ...operationsOn(roleKind),
  ...operationsOn(groupKind),
};
