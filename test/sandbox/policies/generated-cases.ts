import { conditionFrom, contextFrom, globalKeys, type Key } from './generated-conditions.js';
import type { Random } from './random.js';

export type Document = { readonly Version: string; readonly Statement: readonly object[] };

/** One question for every evaluator. */
export interface Case {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly identity: readonly Document[];
  readonly boundary?: Document;
  readonly session?: Document;
  readonly resourcePolicy?: Document;
  /** ARN of who asks, in account 111122223333. */
  readonly principal: string;
  readonly resourceAccount: string;
}

export const OWN = '111122223333';
export const OTHER = '444455556666';
const USER = `arn:aws:iam::${OWN}:user/alice`;
const SESSION = `arn:aws:sts::${OWN}:assumed-role/web/i-0abc`;
const ROLE = `arn:aws:iam::${OWN}:role/web`;

const requests = [
  ['ec2:StopInstances', `arn:aws:ec2:eu-west-1:${OWN}:instance/i-0abc`],
  ['ec2:RunInstances', `arn:aws:ec2:eu-west-1:${OWN}:volume/vol-1`],
  ['ec2:CreateTags', `arn:aws:ec2:us-east-1:${OWN}:instance/i-0def`],
  ['ec2:DescribeInstances', '*'],
  ['s3:GetObject', 'arn:aws:s3:::evidence/2026/case:7/memory.lime'],
  ['s3:PutObject', 'arn:aws:s3:::evidence/notes.txt'],
  ['s3:DeleteBucket', 'arn:aws:s3:::assets'],
  ['iam:PutRolePolicy', `arn:aws:iam::${OWN}:role/service/web`],
  ['sts:AssumeRole', `arn:aws:iam::${OWN}:role/forensics`],
] as const;

const actions = [
  '*',
  'ec2:*',
  'ec2:StopInstances',
  'EC2:stopinstances',
  'ec2:*Instances',
  'ec2:Create*',
  'ec2:???Instances',
  's3:*',
  's3:Get*',
  's3:*Object',
  's3:PutObject',
  'iam:*',
  'iam:Put*Policy',
  'sts:AssumeRole',
];

const resources = [
  '*',
  `arn:aws:ec2:eu-west-1:${OWN}:instance/*`,
  'arn:aws:ec2:*:*:instance/i-0abc',
  `arn:aws:ec2:eu-*:${OWN}:*/*`,
  `arn:aws:ec2:us-east-?:${OWN}:instance/i-0d?f`,
  'arn:aws:s3:::evidence/*',
  'arn:aws:s3:::evidence/2026/*.lime',
  'arn:aws:s3:::assets',
  'arn:aws:s3:::*',
  `arn:aws:iam::${OWN}:role/service/*`,
  'arn:aws:iam::*:role/*',
  'arn:aws:iam::444455556666:role/*',
];

interface Style {
  readonly principals?: readonly object[];
  readonly keys?: readonly Key[];
}

const statementFrom = (random: Random, { principals, keys }: Style = {}): object => ({
  Effect: random.chance(0.7) ? 'Allow' : 'Deny',
  [random.chance(0.15) ? 'NotAction' : 'Action']: random.some(actions, 3),
  [random.chance(0.15) ? 'NotResource' : 'Resource']: random.some(resources, 3),
  ...(random.chance(0.6) && { Condition: conditionFrom(random, keys) }),
  ...(principals && { Principal: random.one(principals) }),
});

const documentFrom = (random: Random, style?: Style): Document => ({
  Version: '2012-10-17',
  Statement: Array.from({ length: 1 + random.below(3) }, () => statementFrom(random, style)),
});

/** A limit lets most pass, or nothing but refusals would be compared. */
const limitFrom = (random: Random, style?: Style): Document =>
  random.chance(0.5)
    ? {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, statementFrom(random, style)],
      }
    : documentFrom(random, style);

const askedFrom = (random: Random) => {
  const [action, resource] = random.one(requests);
  return { action, resource, context: contextFrom(random) };
};

/** A case of the caller's own policies: identity policies, and perhaps a boundary or a session policy. */
export const identityCase = (random: Random): Case => ({
  ...askedFrom(random),
  identity: Array.from({ length: 1 + random.below(2) }, () => documentFrom(random)),
  ...(random.chance(0.25) ? { boundary: limitFrom(random) } : random.chance(0.3) && { session: limitFrom(random) }),
  principal: USER,
  resourceAccount: OWN,
});

const whom = [
  { AWS: USER },
  { AWS: SESSION },
  { AWS: ROLE },
  { AWS: `arn:aws:iam::${OWN}:root` },
  { AWS: OWN },
  { AWS: [`arn:aws:iam::${OTHER}:root`, `arn:aws:iam::${OWN}:user/bob`] },
  { AWS: '*' },
];

/** A case in which the resource has a policy too, in the caller's account or in another one. */
export const resourceCase = (random: Random): Case => {
  const style = { keys: globalKeys };
  const principal = random.one([USER, SESSION]);
  const [action, resource] = random.one(requests.filter(([name]) => name.startsWith('s3:')));
  return {
    action,
    resource,
    context: contextFrom(random, globalKeys),
    identity: [documentFrom(random, style)],
    ...(random.chance(0.3) && { boundary: limitFrom(random, style) }),
    ...(principal === SESSION && random.chance(0.4) && { session: limitFrom(random, style) }),
    resourcePolicy: documentFrom(random, { ...style, principals: whom }),
    principal,
    resourceAccount: random.one([OWN, OTHER]),
  };
};
