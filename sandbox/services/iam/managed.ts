import { awsPolicy } from './aws-managed/policies.js';
import { noSuchEntity } from './failures.js';
import { scopeOf, groupsIn, policiesIn, rolesIn, usersIn, type Home, type PolicyRecord } from './records.js';
import { inForce } from './history.js';

/** The managed policy of that ARN, AWS's or the account's own. */
export const managedPolicy = (home: Home, arn: string): PolicyRecord | undefined =>
  awsPolicy(arn) ?? policiesIn(home).get(arn);

/** As `managedPolicy`; else NoSuchEntity. */
export const policyAt = (home: Home, arn = ''): PolicyRecord => {
  const policy = managedPolicy(home, arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
};

/** As `managedPolicy`, for what is about to be attached or set as a boundary. */
export const attachable = (home: Home, arn = ''): PolicyRecord => {
  const policy = managedPolicy(home, arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
};

/** The text of a policy's default version. */
export const defaultText = ({ versions, defaultVersion }: PolicyRecord): string =>
  versions.find(({ id }) => id === defaultVersion)?.text ?? '';

/** The text of a managed policy that is in force, whatever was changed too recently to count. */
export const textInForce = (home: Home, arn: string): string | undefined => {
  const policy = awsPolicy(arn) ?? inForce<PolicyRecord>(home.world, 'iam.policies', scopeOf(home), arn);
  return policy && defaultText(policy);
};

/** How often a policy is attached, and how often it is a boundary. */
export const usesOf = (home: Home, arn: string): { readonly attached: number; readonly boundary: number } => {
  const users = usersIn(home).all();
  const roles = rolesIn(home).all();
  const attached = [...users, ...roles, ...groupsIn(home).all()].filter((one) => one.attached.includes(arn)).length;
  return { attached, boundary: [...users, ...roles].filter(({ boundary }) => boundary === arn).length };
};
