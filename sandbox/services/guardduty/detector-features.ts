import type {
  DataSourceConfigurations,
  DetectorFeatureConfigurationResult,
  GetDetectorResponse,
  UpdateDetectorRequest,
} from '@aws-sdk/client-guardduty';
import type { Place } from '../operation.js';
import type { DetectorRecord } from './records.js';

type Features = DetectorRecord['features'];

/** What every detector looks at and cannot be told not to. */
const FOUNDATIONS = ['CLOUD_TRAIL', 'DNS_LOGS', 'FLOW_LOGS'];
const ON_FROM_THE_START = [
  'S3_DATA_EVENTS',
  'EKS_AUDIT_LOGS',
  'EBS_MALWARE_PROTECTION',
  'RDS_LOGIN_EVENTS',
  'LAMBDA_NETWORK_LOGS',
];
const OFF_FROM_THE_START = ['EKS_RUNTIME_MONITORING', 'RUNTIME_MONITORING'];

/** The protection plans of a detector that nobody told otherwise. */
export const STARTING_FEATURES: Features = Object.fromEntries([
  ...ON_FROM_THE_START.map((name) => [name, { enabled: true, at: 0 }] as const),
  ...OFF_FROM_THE_START.map((name) => [name, { enabled: false, at: 0 }] as const),
]);

type Asked = {
  readonly Features?: UpdateDetectorRequest['Features'];
  readonly DataSources?: DataSourceConfigurations | undefined;
};

/** The features after a request that names some of them, by either of GuardDuty's two ways of naming. */
export const featuresAfter = (before: Features, { Features = [], DataSources }: Asked): Features => ({
  ...before,
  ...set('S3_DATA_EVENTS', DataSources?.S3Logs?.Enable),
  ...set('EKS_AUDIT_LOGS', DataSources?.Kubernetes?.AuditLogs?.Enable),
  ...set('EBS_MALWARE_PROTECTION', DataSources?.MalwareProtection?.ScanEc2InstanceWithFindings?.EbsVolumes),
  ...Object.assign(
    {},
    ...Features.map(({ Name, Status }) => (Name === undefined ? {} : set(Name, Status === 'ENABLED'))),
  ),
});

const set = (name: string, enabled: boolean | undefined): Features =>
  enabled === undefined ? {} : { [name]: { enabled, at: 0 } };

/** A detector as GetDetector shows it. */
export const shownDetector = (place: Place, detector: DetectorRecord): GetDetectorResponse => {
  const { createdAt, updatedAt, features } = detector;
  const status = (name: string) => ({ Status: shownStatus(features[name]?.enabled === true) });
  const older = {
    DataSources: {
      CloudTrail: ON,
      DNSLogs: ON,
      FlowLogs: ON,
      S3Logs: status('S3_DATA_EVENTS'),
      Kubernetes: { AuditLogs: status('EKS_AUDIT_LOGS') },
      MalwareProtection: { ScanEc2InstanceWithFindings: { EbsVolumes: status('EBS_MALWARE_PROTECTION') } },
    },
  };
  return {
    CreatedAt: new Date(createdAt).toISOString(),
    UpdatedAt: new Date(updatedAt).toISOString(),
    FindingPublishingFrequency: detector.frequency,
    ServiceRole: `arn:aws:iam::${place.account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
    Status: shownStatus(detector.enabled),
    ...older,
    Tags: { ...detector.tags },
    Features: [
      ...FOUNDATIONS.map((Name) => feature(Name, true, createdAt)),
      ...Object.entries(features).map(([Name, { enabled }]) => feature(Name, enabled, updatedAt)),
    ],
  };
};

const shownStatus = (enabled: boolean): 'ENABLED' | 'DISABLED' => (enabled ? 'ENABLED' : 'DISABLED');
const ON = { Status: shownStatus(true) };

const feature = (name: string, enabled: boolean, at: number): DetectorFeatureConfigurationResult => ({
  Name: name as NonNullable<DetectorFeatureConfigurationResult['Name']>,
  Status: shownStatus(enabled),
  UpdatedAt: new Date(at),
});
