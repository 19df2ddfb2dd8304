import { readPolicy, type Statement } from '../../policies/document.js';
import { problemIn } from '../../policies/grammar.js';
import { isActionLike } from '../../policies/patterns.js';
import { AwsFailure, type Call, type Caller, type Place } from '../operation.js';
import { principalIds, UnknownPrincipal } from '../policy-principals.js';
import type { KeyRecord } from './records.js';

/** The policy of a key that is created without one: the account decides by IAM policies. */
export const defaultPolicy = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });

/** The policy of a key that AWS manages: used through its service only, looked at by the account. */
export const serviceKeyPolicy = ({ account, region }: Place, service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-2`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use ${service}`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': account,
            'kms:ViaService': `${service === 'ebs' ? 'ec2' : service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  });

/**
 * A policy that a caller gives a key, and whom it means. Refuses (MalformedPolicyDocumentException) one that is none, one
 * that names nobody who exists, and one after which the caller could not change it again, unless that check is bypassed.
 */
export const keyPolicyFrom = (
  { world, caller }: Call,
  text: string,
  bypassLockoutCheck: boolean,
): Pick<KeyRecord, 'policy' | 'policyIds'> => {
  const problem = problemIn(text, 'resource');
  if (problem !== undefined) throw malformed(problem);
  const { statements } = readPolicy(text);
  if (statements.some(({ resources, notResources }) => resources === undefined && notResources === undefined))
    throw malformed('Policy statement must contain resources.');
  if (!bypassLockoutCheck && !allowsChange(caller, statements))
    throw malformed('The new key policy will not allow you to update the key policy in the future.');
  try {
    return { policy: text, policyIds: principalIds(world, text) };
  } catch (error) {
    if (!(error instanceof UnknownPrincipal)) throw error;
    throw malformed('Policy contains a statement with one or more invalid principals.');
  }
};

const malformed = (message: string): AwsFailure => new AwsFailure('MalformedPolicyDocumentException', message);

const allowsChange = (caller: Caller, statements: readonly Statement[]): boolean => {
  const meant = statements.filter(
    ({ principals, actions, notActions }) =>
      principals?.['AWS']?.some((name) => name === '*' || isPrincipal(caller, name)) &&
      (actions?.some(coversChange) ?? !notActions?.some(coversChange)),
  );
  return (
    meant.some(({ effect }) => effect === 'Allow') &&
    !meant.some(({ effect, conditions }) => effect === 'Deny' && conditions.length === 0)
  );
};

const coversChange = (action: string): boolean => isActionLike('kms:PutKeyPolicy', action);

/** Whether an ARN or account id in a policy means the caller: itself, its role, or its account. */
const isPrincipal = (caller: Caller, principal: string): boolean =>
  principal === caller.account || principal === `arn:aws:iam::${caller.account}:root` || isNamed(caller, principal);

/** Whether an ARN means the caller itself, or the role that it has assumed. */
export const isNamed = (caller: Caller, principal: string): boolean => {
  const [, account, role] = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
  return (
    principal === caller.arn ||
    (role !== undefined &&
      principal.startsWith(`arn:aws:iam::${account}:role/`) &&
      principal.slice(principal.lastIndexOf('/') + 1) === role)
  );
};
