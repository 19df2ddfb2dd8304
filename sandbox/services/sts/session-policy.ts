import { problemIn } from '../../policies/grammar.js';
import { managedPolicy } from '../iam/managed.js';
import type { Home } from '../iam/records.js';
import { AwsFailure } from '../operation.js';

/** What requests that narrow a session carry. */
export type PolicyInput = {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
};

const LONGEST = 2_048;
const MOST_ARNS = 10;

/** The session policies of a request, checked, as a session keeps them; `home` is the account of the role or user. */
export const sessionPolicyOf = (
  home: Home,
  { Policy, PolicyArns }: PolicyInput,
): { readonly policy?: string; readonly policyArns?: readonly string[] } => {
  const arns = PolicyArns?.map(({ arn = '' }) => arn);
  if (arns !== undefined && arns.length > MOST_ARNS)
    throw new AwsFailure('ValidationError', `The number of session policy ARNs exceeds ${MOST_ARNS}`);
  if (packedSize({ Policy, PolicyArns }) > LONGEST)
    throw new AwsFailure(
      'ValidationError',
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST}`,
    );
  const problem = Policy === undefined ? undefined : problemIn(Policy, 'identity');
  if (problem !== undefined) throw new AwsFailure('MalformedPolicyDocument', problem);
  const missing = arns?.find((arn) => managedPolicy(home, arn) === undefined);
  if (missing !== undefined) throw new AwsFailure('MalformedPolicyDocument', `Policy ${missing} was not found.`);
  return { ...(Policy !== undefined && { policy: Policy }), ...(arns !== undefined && { policyArns: arns }) };
};

/** How much of the room for session policies and tags is used, in percent; AWS packs them in a form of its own. */
export const packedPercent = (input: PolicyInput): { PackedPolicySize?: number } =>
  input.Policy === undefined && input.PolicyArns === undefined
    ? {}
    : { PackedPolicySize: Math.ceil((packedSize(input) * 100) / LONGEST) };

const packedSize = ({ Policy = '', PolicyArns = [] }: PolicyInput): number =>
  PolicyArns.reduce((sum, { arn = '' }) => sum + arn.length, Policy.length);
