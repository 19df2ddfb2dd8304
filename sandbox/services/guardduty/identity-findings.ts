import { activity, apiCall } from './activity.js';
import type { NewFinding } from './records.js';
import { bucketSubject, keySubject, type SuspectKey } from './subjects.js';
import type { Place } from '../operation.js';

// Types, severities and meanings: "GuardDuty IAM finding types", "GuardDuty S3 Protection finding types" (Amazon
// GuardDuty User Guide). 8 is High, 5 Medium, 2 Low.

/** Makes a finding about an access key. `ip` is from where it was used. */
export type KeyFinding = (key: SuspectKey, ip?: string) => NewFinding;

/** Makes a finding about a bucket, and the key that it was used with. */
export type BucketFinding = (place: Place, bucket: string, key: SuspectKey, ip?: string) => NewFinding;

const STRANGER = '203.0.113.77';
const LIST = 'ProofPoint';

/** UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS; the key is of a role's session. */
export const credentialExfiltration: KeyFinding = (key, ip = STRANGER) => ({
  Type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
  Severity: 8,
  Title: `Credentials for the EC2 instance role ${key.userName} were used from an external IP address.`,
  Description: `Credentials created exclusively for an EC2 instance using instance role ${key.userName} have been used from the external IP address ${ip}.`,
  Resource: keySubject(key),
  Service: activity('TARGET', apiCall('s3', 'ListBuckets', ip)),
});

/** Stealth:IAMUser/CloudTrailLoggingDisabled */
export const cloudTrailDisabled: KeyFinding = (key, ip = STRANGER) => ({
  Type: 'Stealth:IAMUser/CloudTrailLoggingDisabled',
  Severity: 2,
  Title: 'AWS CloudTrail trail was disabled.',
  Description: `An AWS CloudTrail trail was disabled by ${key.userName} calling StopLogging from ${ip}.`,
  Resource: keySubject(key),
  Service: activity('TARGET', apiCall('cloudtrail', 'StopLogging', ip)),
});

/** Recon:IAMUser/MaliciousIPCaller */
export const reconnaissance: KeyFinding = (key, ip = STRANGER) => ({
  Type: 'Recon:IAMUser/MaliciousIPCaller',
  Severity: 5,
  Title: 'Reconnaissance API GetAccountAuthorizationDetails was invoked from a known malicious IP address.',
  Description: `API GetAccountAuthorizationDetails, that can be used to explore an account, was invoked by ${key.userName} from the known malicious IP address ${ip}.`,
  Resource: keySubject(key),
  Service: activity('TARGET', apiCall('iam', 'GetAccountAuthorizationDetails', ip), LIST),
});

/** UnauthorizedAccess:IAMUser/MaliciousIPCaller */
export const maliciousCaller: KeyFinding = (key, ip = STRANGER) => ({
  Type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
  Severity: 5,
  Title: 'API RunInstances was invoked from a known malicious IP address.',
  Description: `API RunInstances was invoked by ${key.userName} from the known malicious IP address ${ip}.`,
  Resource: keySubject(key),
  Service: activity('TARGET', apiCall('ec2', 'RunInstances', ip), LIST),
});

/** Discovery:S3/MaliciousIPCaller */
export const bucketDiscovery: BucketFinding = (place, bucket, key, ip = STRANGER) => ({
  Type: 'Discovery:S3/MaliciousIPCaller',
  Severity: 8,
  Title: 'S3 API ListObjects was invoked from a known malicious IP address.',
  Description: `S3 API ListObjects, that can be used to discover resources, was invoked on ${bucket} by ${key.userName} from the known malicious IP address ${ip}.`,
  Resource: bucketSubject(place, bucket, key),
  Service: activity('TARGET', apiCall('s3', 'ListObjects', ip), LIST),
});

/** Exfiltration:S3/MaliciousIPCaller */
export const bucketExfiltration: BucketFinding = (place, bucket, key, ip = STRANGER) => ({
  Type: 'Exfiltration:S3/MaliciousIPCaller',
  Severity: 8,
  Title: 'S3 API GetObject was invoked from a known malicious IP address.',
  Description: `S3 API GetObject was invoked on ${bucket} by ${key.userName} from the known malicious IP address ${ip}.`,
  Resource: bucketSubject(place, bucket, key),
  Service: activity('TARGET', apiCall('s3', 'GetObject', ip), LIST),
});
