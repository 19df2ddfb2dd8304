import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import { SANDBOX_REGION } from '../gateway/accounts.js';
import type { Credentials } from '../gateway/credentials.js';

/** AWS's own clients of one account of the sandbox. */
export type Clients = ReturnType<typeof clientsOf>;

/** Clients at `endpoint` that sign with `credentials`; `close` lets their connections go. */
export const clientsOf = (endpoint: string, credentials: Credentials) => {
  const settings = { endpoint, credentials, region: SANDBOX_REGION, maxAttempts: 3 };
  const clients = {
    autoscaling: new AutoScaling(settings),
    cloudtrail: new CloudTrail(settings),
    ec2: new EC2(settings),
    elbv2: new ElasticLoadBalancingV2(settings),
    guardduty: new GuardDuty(settings),
    iam: new IAM(settings),
    kms: new KMS(settings),
    s3: new S3({ ...settings, forcePathStyle: true }),
    securityhub: new SecurityHub(settings),
  };
  return { ...clients, close: () => Object.values(clients).forEach((client) => client.destroy()) };
};
