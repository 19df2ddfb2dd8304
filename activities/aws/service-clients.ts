import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS, type STSClientConfig } from '@aws-sdk/client-sts';
import type { CredentialProvider } from './role-session.js';

/** The SDK's clients of one identity in one Region, one per AWS service. */
export type ServiceClients = {
  readonly ec2: EC2;
  readonly autoscaling: AutoScaling;
  readonly cloudtrail: CloudTrail;
  /** Classic Load Balancers alone; all others are `elbv2`. */
  readonly elb: ElasticLoadBalancing;
  readonly elbv2: ElasticLoadBalancingV2;
  readonly iam: IAM;
  /** For reading where logs are kept. What is evidence goes through the vault. */
  readonly s3: S3;
  readonly ssm: SSM;
  readonly sts: STS;
};

/** What clients are built with; without credentials those of the environment, as everywhere with AWS. */
export type ServiceSettings = {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: NonNullable<STSClientConfig['requestHandler']>;
  readonly credentials?: CredentialProvider;
};

/** Builds the clients. */
export const serviceClients = (settings: ServiceSettings): ServiceClients => ({
  ec2: new EC2(settings),
  autoscaling: new AutoScaling(settings),
  cloudtrail: new CloudTrail(settings),
  elb: new ElasticLoadBalancing(settings),
  elbv2: new ElasticLoadBalancingV2(settings),
  iam: new IAM(settings),
  s3: new S3({ ...settings, followRegionRedirects: true }),
  ssm: new SSM(settings),
  sts: new STS(settings),
});
