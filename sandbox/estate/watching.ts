import { buckets } from './buckets.js';
import type { Clients } from './clients.js';

const TRAIL = 'acme-trail';

/** Begins to record: CloudTrail of all Regions with data events of the backups, flow logs of the VPC, into one bucket. */
export const makeLogs = async ({ cloudtrail, ec2 }: Clients, vpcId: string): Promise<void> => {
  await cloudtrail.createTrail({
    Name: TRAIL,
    S3BucketName: buckets.logs,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
  });
  await cloudtrail.putEventSelectors({
    TrailName: TRAIL,
    EventSelectors: [
      {
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        DataResources: [{ Type: 'AWS::S3::Object', Values: [`arn:aws:s3:::${buckets.backups}/`] }],
      },
    ],
  });
  await cloudtrail.startLogging({ Name: TRAIL });
  await ec2.createFlowLogs({
    ResourceType: 'VPC',
    ResourceIds: [vpcId],
    TrafficType: 'ALL',
    LogDestinationType: 's3',
    LogDestination: `arn:aws:s3:::${buckets.logs}`,
    MaxAggregationInterval: 60,
  });
};

/** Switches GuardDuty and Security Hub on; findings of the one reach the other. */
export const makeDetection = async ({ guardduty, securityhub }: Clients): Promise<void> => {
  await Promise.all([
    guardduty.createDetector({ Enable: true, FindingPublishingFrequency: 'FIFTEEN_MINUTES' }),
    securityhub.enableSecurityHub({ EnableDefaultStandards: false }),
  ]);
};
