import type { IAM } from '@aws-sdk/client-iam';
import { accounts, SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../gateway/accounts.js';
import { policy, trust } from '../policy.js';
import type { Policies } from './policies.js';

/** The role and instance profile that several web servers share. */
export const WEB_ROLE = 'web-tier';

/** The role and instance profile of the database host. */
export const DATABASE_ROLE = 'db-backup';

/** The role and instance profile of hosts that are managed and have no other rights. */
export const HOST_ROLE = 'managed-host';

type RoleSpec = {
  readonly name: string;
  readonly trust: string;
  readonly managed?: readonly string[];
  readonly inline?: Readonly<Record<string, string>>;
  readonly profile?: boolean;
};

const ec2 = trust({ Service: 'ec2.amazonaws.com' });
const agent = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const principal = (kindAndName: string): string => `arn:aws:iam::${SANDBOX_ACCOUNT}:${kindAndName}`;

const specs = (policies: Policies): readonly RoleSpec[] => [
  {
    name: WEB_ROLE,
    trust: ec2,
    managed: [agent],
    inline: {
      'read-assets': policy(
        { Action: 's3:ListAllMyBuckets', Resource: '*' },
        {
          Action: ['s3:GetObject', 's3:ListBucket'],
          Resource: ['arn:aws:s3:::acme-web-assets', 'arn:aws:s3:::acme-web-assets/*'],
        },
      ),
    },
    profile: true,
  },
  {
    name: DATABASE_ROLE,
    trust: ec2,
    managed: [agent],
    inline: {
      'write-backups': policy(
        { Action: ['s3:PutObject', 's3:GetObject'], Resource: 'arn:aws:s3:::acme-backups/*' },
        {
          Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
          Resource: `arn:aws:kms:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:key/*`,
          Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/acme-backups' } },
        },
      ),
    },
    profile: true,
  },
  { name: HOST_ROLE, trust: ec2, managed: [agent], profile: true },
  {
    name: 'ci-deploy',
    trust: policy(
      {
        Sid: 'Pipeline',
        Principal: { Federated: principal('oidc-provider/token.actions.githubusercontent.com') },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/shop:ref:refs/heads/main' },
        },
      },
      {
        Sid: 'Bots',
        Principal: { AWS: [principal('user/ci'), principal('user/deploy-bot')] },
        Action: 'sts:AssumeRole',
      },
    ),
    managed: [policies.deploy],
    inline: {
      'read-account': policy({ Action: 'sts:AssumeRole', Resource: principal('role/audit') }),
    },
  },
  {
    name: 'OrganizationAccountAccessRole',
    trust: trust({ AWS: `arn:aws:iam::${accounts.management}:root` }),
    managed: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  },
];

const audit: RoleSpec = {
  name: 'audit',
  trust: policy(
    { Principal: { AWS: principal('role/ci-deploy') }, Action: 'sts:AssumeRole' },
    {
      Principal: { AWS: principal('root') },
      Action: 'sts:AssumeRole',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    },
  ),
  managed: ['arn:aws:iam::aws:policy/SecurityAudit'],
};

/** Makes the roles; the users that they trust must be there. */
export const makeRoles = async (iam: IAM, policies: Policies): Promise<void> => {
  await Promise.all(specs(policies).map((spec) => makeRole(iam, spec)));
  // It trusts a role that is made above.
  await makeRole(iam, audit);
};

const makeRole = async (iam: IAM, { name, trust: document, managed = [], inline = {}, profile }: RoleSpec) => {
  await iam.createRole({ RoleName: name, AssumeRolePolicyDocument: document });
  await Promise.all([
    ...managed.map((PolicyArn) => iam.attachRolePolicy({ RoleName: name, PolicyArn })),
    ...Object.entries(inline).map(([PolicyName, PolicyDocument]) =>
      iam.putRolePolicy({ RoleName: name, PolicyName, PolicyDocument }),
    ),
  ]);
  if (profile !== true) return;
  await iam.createInstanceProfile({ InstanceProfileName: name });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: name, RoleName: name });
};

/** Makes the role that Auto Scaling acts with, as the first group of an account does. */
export const makeServiceRole = async (iam: IAM): Promise<void> =>
  void (await iam.createServiceLinkedRole({ AWSServiceName: 'autoscaling.amazonaws.com' }));
