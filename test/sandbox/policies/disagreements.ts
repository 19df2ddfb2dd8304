import type { Decision } from './evaluators.js';
import type { Case } from './generated-cases.js';

/** Where another evaluator decides otherwise than AWS documents, and how often that shows among the generated cases. */
export interface Disagreement {
  readonly reason: string;
  /** The page of AWS's documentation that decides. */
  readonly source: string;
  readonly applies: (one: Case) => boolean;
  readonly theirs: Decision;
  readonly count: number;
}

const says = (one: Case, pattern: RegExp): boolean => pattern.test(JSON.stringify(one));
const addressOf = (one: Case): string => String(one.context['aws:VpcSourceIp'] ?? '');

const everyAddress: Omit<Disagreement, 'theirs' | 'count'> = {
  reason: 'It finds no address in 0.0.0.0/0.',
  source: 'IAM JSON policy elements: Condition operators (IP address condition operators)',
  applies: (one) => /^\d+\./.test(addressOf(one)) && says(one, /0\.0\.0\.0\/0/),
};

/** iam-simulate, asked without its checks. The first reason that applies to a case counts. */
export const ofIamSimulate: readonly Disagreement[] = [
  {
    reason: 'It lets an action without resources pass by a statement for an ARN.',
    source: 'IAM JSON policy elements: Resource',
    applies: ({ resource }) => resource === '*',
    theirs: 'allowed',
    count: 44,
  },
  {
    reason: 'It lets such an action by a Deny whose NotResource is an ARN.',
    source: 'IAM JSON policy elements: NotResource',
    applies: (one) => one.resource === '*' && says(one, /"NotResource"/),
    theirs: 'implicitDeny',
    count: 5,
  },
  {
    reason: 'It allows what NotResource takes out with a wildcard for the type of resource.',
    source: 'Grant permission to tag Amazon EC2 resources during creation (its example is for …:*/*)',
    applies: (one) => says(one, /"NotResource":\[[^\]]*eu-\*:111122223333:\*\/\*/),
    theirs: 'allowed',
    count: 2,
  },
  {
    reason: 'It finds nothing in a Resource with a wildcard for the type of resource.',
    source: 'Grant permission to tag Amazon EC2 resources during creation (its example is for …:*/*)',
    applies: (one) => one.resource.startsWith('arn:aws:ec2:eu-') && says(one, /eu-\*:111122223333:\*\/\*/),
    theirs: 'implicitDeny',
    count: 18,
  },
  {
    reason: 'It fails ForAnyValue:…IfExists without the key.',
    source: 'IAM JSON policy elements: Condition operators (...IfExists condition operators)',
    applies: (one) => !('aws:TagKeys' in one.context) && says(one, /ForAnyValue:\w+IfExists/),
    theirs: 'implicitDeny',
    count: 2,
  },
  { ...everyAddress, theirs: 'implicitDeny', count: 3 },
  {
    reason: 'It takes an IPv6 address for one in an IPv4 range.',
    source: 'IAM JSON policy elements: Condition operators (IP address condition operators)',
    applies: (one) => addressOf(one).includes(':') && says(one, /NotIpAddress/),
    theirs: 'implicitDeny',
    count: 1,
  },
];

/** iam-simulate on cases with a resource's policy. */
export const ofIamSimulateWithResource: readonly Disagreement[] = [
  {
    reason: 'It lets a session policy limit what the resource grants to the session itself, or to everyone.',
    source: 'IAM JSON policy elements: Principal; Permissions boundaries for IAM entities',
    applies: (one) => one.session !== undefined && one.principal.includes(':assumed-role/'),
    theirs: 'implicitDeny',
    count: 3,
  },
  { ...everyAddress, theirs: 'implicitDeny', count: 3 },
  {
    ...everyAddress,
    reason: 'It finds every address outside 0.0.0.0/0.',
    theirs: 'explicitDeny',
    count: 2,
  },
  {
    ...everyAddress,
    reason: 'It lets every address by a Deny for 0.0.0.0/0.',
    theirs: 'allowed',
    count: 1,
  },
];
