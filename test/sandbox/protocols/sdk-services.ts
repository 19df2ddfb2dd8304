import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as guardduty from '@aws-sdk/client-guardduty';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import * as securityhub from '@aws-sdk/client-securityhub';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';

/** An SDK client, as far as one that is called by the names of operations needs it. */
export type AnyClient = { readonly send: (command: never) => Promise<object> };
type Library = Readonly<Record<string, unknown>>;

/** The SDK's clients by the folder of their service's model, with the commands that each has. */
export const services: readonly (readonly [folder: string, library: Library, client: (config: object) => AnyClient])[] =
  [
    ['autoscaling', autoscaling, (config) => new autoscaling.AutoScalingClient(config)],
    ['cloudtrail', cloudtrail, (config) => new cloudtrail.CloudTrailClient(config)],
    ['ec2', ec2, (config) => new ec2.EC2Client(config)],
    ['elbv2', elbv2, (config) => new elbv2.ElasticLoadBalancingV2Client(config)],
    ['guardduty', guardduty, (config) => new guardduty.GuardDutyClient(config)],
    ['iam', iam, (config) => new iam.IAMClient(config)],
    ['kms', kms, (config) => new kms.KMSClient(config)],
    ['s3', s3, (config) => new s3.S3Client({ ...config, forcePathStyle: true })],
    ['securityhub', securityhub, (config) => new securityhub.SecurityHubClient(config)],
    ['ssm', ssm, (config) => new ssm.SSMClient(config)],
    ['sts', sts, (config) => new sts.STSClient(config)],
  ];
