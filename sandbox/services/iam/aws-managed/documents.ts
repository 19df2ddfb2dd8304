import { agents } from './agents.js';
import { quarantinedActions, quarantinedSinceV3 } from './quarantine.js';
import { readOnlyActions } from './read-only.js';
import { securityAuditActions } from './security-audit.js';

/** A managed policy as AWS publishes it ("AWS Managed Policy Reference Guide"); dates are ISO 8601. */
export interface Shipped {
  readonly name: string;
  readonly path?: string;
  readonly created: string;
  readonly updated: string;
  readonly version: string;
  readonly description: string;
  readonly document: { readonly Version: '2012-10-17'; readonly Statement: readonly object[] };
}

const of = (...Statement: readonly object[]): Shipped['document'] => ({ Version: '2012-10-17', Statement });

/** Actions by service, as a policy lists them. */
const listed = (...groups: readonly Readonly<Record<string, string>>[]): string[] =>
  groups.flatMap((group) =>
    Object.entries(group).flatMap(([service, names]) => names.split(' ').map((name) => `${service}:${name}`)),
  );

/** Every managed policy of AWS that the sandbox has. */
export const documents: readonly Shipped[] = [
  ...agents,
  {
    name: 'AdministratorAccess',
    created: '2015-02-06T18:39:46Z',
    updated: '2015-02-06T18:39:46Z',
    version: 'v1',
    description: 'Provides full access to AWS services and resources.',
    document: of({ Effect: 'Allow', Action: '*', Resource: '*' }),
  },
  {
    name: 'PowerUserAccess',
    created: '2015-02-06T18:39:47Z',
    updated: '2026-02-12T17:59:14Z',
    version: 'v12',
    description:
      'Provides full access to AWS services and resources, but does not allow management of Users and groups.',
    document: of(
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: listed({
          account: 'GetAccountInformation GetGovCloudAccountInformation GetPrimaryEmail ListRegions',
          iam: 'CreateServiceLinkedRole DeleteServiceLinkedRole ListRoles',
          organizations: 'DescribeEffectivePolicy DescribeOrganization',
        }),
        Resource: '*',
      },
    ),
  },
  {
    name: 'AWSDenyAll',
    created: '2019-05-01T22:36:14Z',
    updated: '2023-12-18T16:42:05Z',
    version: 'v2',
    description: 'Deny all access.',
    document: of({ Sid: 'DenyAll', Effect: 'Deny', Action: ['*'], Resource: '*' }),
  },
  {
    name: 'ReadOnlyAccess',
    created: '2015-02-06T18:39:48Z',
    updated: '2026-09-24T17:37:08Z',
    version: 'v190',
    description: 'Provides read-only access to AWS services and resources.',
    document: of({ Effect: 'Allow', Action: listed(readOnlyActions), Resource: '*' }),
  },
  {
    name: 'SecurityAudit',
    created: '2015-02-06T18:41:01Z',
    updated: '2026-09-30T20:27:08Z',
    version: 'v94',
    description:
      'The security audit template grants access to read security configuration metadata. It is useful for software that audits the configuration of an AWS account.',
    document: of({ Effect: 'Allow', Action: listed(securityAuditActions), Resource: '*' }),
  },
  {
    name: 'AWSCompromisedKeyQuarantineV2',
    created: '2021-04-21T22:30:59Z',
    updated: '2024-10-02T16:41:39Z',
    version: 'v5',
    description:
      "Denies access to certain actions, applied by the AWS team in the event that an IAM user's credentials have been compromised or exposed publicly. Do NOT remove this policy.",
    document: of({ Effect: 'Deny', Action: listed(quarantinedActions), Resource: ['*'] }),
  },
  {
    name: 'AWSCompromisedKeyQuarantineV3',
    created: '2024-08-21T17:36:49Z',
    updated: '2026-03-16T16:27:14Z',
    version: 'v3',
    description:
      "Denies access to certain actions, applied by the AWS team in the event that an IAM user's credentials have been compromised or exposed publicly. Do NOT remove this policy.",
    document: of(
      { Effect: 'Deny', Action: listed(quarantinedActions, quarantinedSinceV3), Resource: ['*'] },
      {
        Effect: 'Deny',
        Action: ['kms:CreateGrant'],
        Resource: '*',
        Condition: { Null: { 'kms:ViaService': 'true' } },
      },
    ),
  },
  {
    name: 'AmazonS3ReadOnlyAccess',
    created: '2015-02-06T18:40:59Z',
    updated: '2023-08-10T21:31:39Z',
    version: 'v3',
    description: 'Provides read only access to all buckets via the AWS Management Console.',
    document: of({
      Effect: 'Allow',
      Action: listed({ s3: 'Get* List* Describe*', 's3-object-lambda': 'Get* List*' }),
      Resource: '*',
    }),
  },
];
