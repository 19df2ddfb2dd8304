import type { IAM } from '@aws-sdk/client-iam';
import { SANDBOX_ACCOUNT } from '../../gateway/accounts.js';
import { present } from '../answers.js';
import { policy } from '../policy.js';

/** The managed policies of the company, by ARN. */
export type Policies = Readonly<Record<keyof typeof documents, string>>;

const documents = {
  deploy: policy(
    {
      Sid: 'RollOut',
      Action: [
        'ec2:*',
        'autoscaling:*',
        'elasticloadbalancing:*',
        's3:ListAllMyBuckets',
        's3:ListBucket',
        's3:PutObject',
      ],
      Resource: '*',
    },
    // Too much, and how it is found in many accounts.
    {
      Sid: 'ServiceUsers',
      Action: ['iam:CreateUser', 'iam:CreateAccessKey', 'iam:AttachUserPolicy', 'iam:PassRole', 'iam:List*'],
      Resource: '*',
    },
    { Sid: 'Chain', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${SANDBOX_ACCOUNT}:role/ci-deploy` },
    { Sid: 'Trails', Action: ['cloudtrail:DescribeTrails', 'cloudtrail:StopLogging'], Resource: '*' },
  ),
  develop: policy(
    {
      Action: ['ec2:Describe*', 'ec2:StartInstances', 'ec2:StopInstances', 'ssm:*', 'logs:*', 's3:ListAllMyBuckets'],
      Resource: '*',
    },
    {
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::acme-web-assets', 'arn:aws:s3:::acme-web-assets/*'],
    },
    { Effect: 'Deny', Action: ['ssm:DeleteParameter*'], Resource: '*' },
  ),
  'developer-boundary': policy({
    Action: ['ec2:*', 's3:*', 'ssm:*', 'logs:*', 'cloudwatch:*', 'sts:GetCallerIdentity'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
  }),
  'require-mfa': policy({
    Effect: 'Deny',
    Action: ['iam:*', 'ec2:Terminate*', 'kms:ScheduleKeyDeletion'],
    Resource: '*',
    Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  }),
} as const;

/** Makes the managed policies. */
export const makePolicies = async (iam: IAM): Promise<Policies> => {
  const made = await Promise.all(
    Object.entries(documents).map(async ([PolicyName, PolicyDocument]) => {
      const { Policy } = await iam.createPolicy({ PolicyName, PolicyDocument });
      return [PolicyName, present(Policy?.Arn)] as const;
    }),
  );
  return Object.fromEntries(made) as Policies;
};
