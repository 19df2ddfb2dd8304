import type { Shipped } from './documents.js';

const allow = (Action: readonly string[]): object => ({ Effect: 'Allow', Action, Resource: '*' });
const each = (service: string, names: string): string[] => names.split(' ').map((name) => `${service}:${name}`);

/** What instances are given so that their agents work. */
export const agents: readonly Shipped[] = [
  {
    name: 'AmazonSSMManagedInstanceCore',
    created: '2019-03-15T17:22:12Z',
    updated: '2019-05-23T16:54:21Z',
    version: 'v2',
    description: 'The policy for Amazon EC2 Role to enable AWS Systems Manager service core functionality.',
    document: {
      Version: '2012-10-17',
      Statement: [
        allow(
          each(
            'ssm',
            'DescribeAssociation GetDeployablePatchSnapshotForInstance GetDocument DescribeDocument GetManifest GetParameter GetParameters ListAssociations ListInstanceAssociations PutInventory PutComplianceItems PutConfigurePackageResult UpdateAssociationStatus UpdateInstanceAssociationStatus UpdateInstanceInformation',
          ),
        ),
        allow(each('ssmmessages', 'CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel')),
        allow(each('ec2messages', 'AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply')),
      ],
    },
  },
  {
    name: 'CloudWatchAgentServerPolicy',
    created: '2018-03-07T01:06:44Z',
    updated: '2024-02-06T16:37:37Z',
    version: 'v3',
    description: 'Permissions required to use AmazonCloudWatchAgent on servers',
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'CWACloudWatchServerPermissions',
          ...allow([
            'cloudwatch:PutMetricData',
            ...each('ec2', 'DescribeVolumes DescribeTags'),
            ...each(
              'logs',
              'PutLogEvents PutRetentionPolicy DescribeLogStreams DescribeLogGroups CreateLogStream CreateLogGroup',
            ),
            ...each(
              'xray',
              'PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets GetSamplingStatisticSummaries',
            ),
          ]),
        },
        {
          Sid: 'CWASSMServerPermissions',
          Effect: 'Allow',
          Action: ['ssm:GetParameter'],
          Resource: 'arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*',
        },
      ],
    },
  },
];
