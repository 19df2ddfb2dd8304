import type { Finding } from '@aws-sdk/client-guardduty';
import type { AwsSecurityFinding, Resource } from '@aws-sdk/client-securityhub';
import type { Place } from '../operation.js';
import { detectorsIn } from './records.js';
import { detectorArn } from './detectors.js';

/** A GuardDuty finding in the format of Security Hub ("Integrating GuardDuty with AWS Security Hub"). */
export const asSecurityFinding = (place: Place, finding: Finding): AwsSecurityFinding => {
  const { Type: type = '', Severity: severity = 0, Service: service } = finding;
  const severityLabel = severity >= 9 ? 'CRITICAL' : severity >= 7 ? 'HIGH' : severity >= 4 ? 'MEDIUM' : 'LOW';
  const types = [`${category(type)}/${type.replace('/', '-')}`];
  return {
    SchemaVersion: '2018-10-08',
    Id: finding.Arn,
    ProductArn: `arn:aws:securityhub:${place.region}::product/aws/guardduty`,
    ProductName: 'GuardDuty',
    CompanyName: 'Amazon',
    GeneratorId: detectorArn(place, detectorsIn(place).all()[0]?.id ?? ''),
    AwsAccountId: place.account,
    Types: types,
    FirstObservedAt: service?.EventFirstSeen,
    LastObservedAt: service?.EventLastSeen,
    CreatedAt: finding.CreatedAt,
    UpdatedAt: finding.UpdatedAt,
    Severity: { Product: severity, Label: severityLabel },
    Title: finding.Title,
    Description: finding.Description,
    SourceUrl: `https://${place.region}.console.aws.amazon.com/guardduty/home?region=${place.region}#/findings?fId=${finding.Id}`,
    ProductFields: {
      'aws/guardduty/service/action/actionType': service?.Action?.ActionType ?? '',
      'aws/guardduty/service/archived': String(service?.Archived ?? false),
      'aws/guardduty/service/count': String(service?.Count ?? 1),
      'aws/guardduty/service/detectorId': service?.DetectorId ?? '',
      'aws/guardduty/service/eventFirstSeen': service?.EventFirstSeen ?? '',
      'aws/guardduty/service/eventLastSeen': service?.EventLastSeen ?? '',
      'aws/guardduty/service/resourceRole': service?.ResourceRole ?? '',
      'aws/guardduty/service/serviceName': 'guardduty',
    },
    Resources: resources(place, finding),
    RecordState: service?.Archived === true ? 'ARCHIVED' : 'ACTIVE',
    FindingProviderFields: { Severity: { Label: severityLabel, Original: String(severity) }, Types: types },
    Sample: service?.AdditionalInfo?.Value === '{"sample":true}',
  };
};

// "GuardDuty finding types in ASFF" of the same page.
const CATEGORIES: readonly (readonly [beginning: string, category: string])[] = [
  ['Backdoor:EC2/C&C', 'TTPs/Command and Control'],
  ['CryptoCurrency:', 'TTPs/Command and Control'],
  ['UnauthorizedAccess:EC2/SSHBruteForce', 'TTPs/Initial Access'],
  ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration', 'Effects/Data Exfiltration'],
  ['Stealth:IAMUser/', 'TTPs/Defense Evasion'],
  ['Recon:', 'TTPs/Discovery'],
  ['Impact:EC2/PortSweep', 'TTPs/Impact'],
];

const category = (type: string): string => CATEGORIES.find(([beginning]) => type.startsWith(beginning))?.[1] ?? 'TTPs';

const resources = (place: Place, { Resource: about }: Finding): Resource[] => {
  const at = { Partition: 'aws' as const, Region: place.region };
  const instance = about?.InstanceDetails;
  const key = about?.AccessKeyDetails;
  const [network] = instance?.NetworkInterfaces ?? [];
  return [
    ...(instance === undefined
      ? []
      : [
          {
            Type: 'AwsEc2Instance',
            Id: `arn:aws:ec2:${place.region}:${place.account}:instance/${instance.InstanceId}`,
            ...at,
            Tags: Object.fromEntries((instance.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
            Details: {
              AwsEc2Instance: defined({
                Type: instance.InstanceType,
                ImageId: instance.ImageId,
                IpV4Addresses: [network?.PublicIp, network?.PrivateIpAddress].filter((ip) => ip !== undefined),
                IamInstanceProfileArn: instance.IamInstanceProfile?.Arn,
                VpcId: network?.VpcId,
                SubnetId: network?.SubnetId,
                LaunchedAt: instance.LaunchTime,
              }),
            },
          },
        ]),
    ...(about?.S3BucketDetails ?? []).map((bucket) => ({ Type: 'AwsS3Bucket', Id: bucket.Arn, ...at })),
    ...(key === undefined
      ? []
      : [
          {
            Type: 'AwsIamAccessKey',
            Id: `AWS::IAM::AccessKey:${key.AccessKeyId}`,
            ...at,
            Details: {
              AwsIamAccessKey: {
                PrincipalId: key.PrincipalId,
                PrincipalType: key.UserType,
                PrincipalName: key.UserName,
              },
            },
          },
        ]),
  ];
};

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
