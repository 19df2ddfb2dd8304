import { readPolicy, type Statement } from '../../policies/document.js';
import { problemIn } from '../../policies/grammar.js';
import { AwsFailure } from '../operation.js';
import { bucketArn } from './needs.js';

/** Actions on objects whose names do not say so. */
const OBJECT_ACTIONS = new Set(['abortmultipartupload', 'listmultipartuploadparts', 'bypassgovernanceretention']);

const malformed = (message: string): AwsFailure => new AwsFailure('MalformedPolicy', message);

/** Refuses (MalformedPolicy) a text that cannot be the policy of this bucket. */
export const checkBucketPolicy = (bucket: string, text: string): void => {
  if (!isObject(text)) throw malformed("Policies must be valid JSON and the first byte must be '{'");
  const problem = problemIn(text, 'resource');
  if (problem !== undefined) throw malformed(worded(problem));
  for (const statement of readPolicy(text).statements) checkStatement(bucket, statement);
};

const isObject = (text: string): boolean => {
  try {
    return text.startsWith('{') && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
};

/** Where S3 has other words than IAM. */
const worded = (problem: string): string => {
  if (problem.startsWith('Invalid principal in policy')) return 'Invalid principal in policy';
  if (problem.includes('must contain actions')) return 'Missing required field Action';
  return problem === 'Syntax errors in policy.' ? 'Invalid policy syntax.' : problem;
};

const checkStatement = (
  bucket: string,
  { actions, notActions, resources, notResources, effect, notPrincipals }: Statement,
): void => {
  if (effect === 'Allow' && notPrincipals !== undefined) throw malformed('Allow with NotPrincipal is not allowed.');
  const named = resources ?? notResources;
  if (named === undefined) throw malformed('Missing required field Resource');
  const arn = bucketArn(bucket);
  if (named.some((one) => one !== arn && one !== `${arn}*` && !one.startsWith(`${arn}/`)))
    throw malformed('Policy has invalid resource');
  for (const action of actions ?? notActions ?? []) {
    if (action !== '*' && !/^s3:[a-z*?]+$/i.test(action)) throw malformed('Policy has invalid action');
    if (actions !== undefined && resources !== undefined && !applies(action, arn, resources))
      throw malformed('Action does not apply to any resource(s) in statement');
  }
};

/** Whether an action is one on any of the resources; what has wildcards may be. */
const applies = (action: string, arn: string, resources: readonly string[]): boolean => {
  if (/[*?]/.test(action) || resources.includes(`${arn}*`)) return true;
  const name = action.slice('s3:'.length).toLowerCase();
  const isOnObjects = OBJECT_ACTIONS.has(name) || (name.includes('object') && !name.includes('bucket'));
  return resources.some((one) => one.startsWith(`${arn}/`) === isOnObjects);
};
