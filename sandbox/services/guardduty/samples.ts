import { createHash } from 'node:crypto';
import type { CreateSampleFindingsRequest, Resource } from '@aws-sdk/client-guardduty';
import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, operation, type Operations, type Place } from '../operation.js';
import { detectorOf, onDetector } from './detectors.js';
import { invalidParameter } from './failures.js';
import { addFinding } from './findings.js';
import * as identities from './identity-findings.js';
import * as instances from './instance-findings.js';
import type { NewFinding } from './records.js';
import type { SuspectKey } from './subjects.js';

/** CreateSampleFindings: of the types asked, or one of each that is known here. */
export const sampleOperations: Operations = {
  CreateSampleFindings: operation<CreateSampleFindingsRequest, object>((call, { DetectorId, FindingTypes = [] }) => {
    const { id } = detectorOf(call, DetectorId);
    const known = new Map(samples(call).map((sample) => [String(sample.Type), sample]));
    const types = FindingTypes.length === 0 ? [...known.keys()] : FindingTypes;
    for (const type of types) {
      const sample = known.get(type);
      if (sample === undefined) throw unknown(type);
      // Asked for again, it is the same finding seen once more.
      addFinding(call, sample, createHash('md5').update(`${id} ${type}`).digest('hex'));
    }
    return {};
  }, onDetector('CreateSampleFindings')),
};

/** GuardDuty has many more types than there are samples of here. */
const unknown = (type: string): AwsFailure =>
  /^[A-Z][A-Za-z]+:[A-Za-z0-9]+\/[A-Za-z&]/.test(type)
    ? unsupportedInSandbox(`sample findings of type ${type} are not simulated`)
    : invalidParameter('findingTypes');

// GuardDuty's own samples are about these.
const INSTANCE: Resource = {
  ResourceType: 'Instance',
  InstanceDetails: {
    AvailabilityZone: 'GeneratedFindingInstaceAvailabilityZone',
    IamInstanceProfile: {
      Arn: 'arn:aws:iam::111122223333:instance-profile/GeneratedFindingProfile',
      Id: 'AIPAGENERATED',
    },
    ImageId: 'ami-99999999',
    InstanceId: 'i-99999999',
    InstanceState: 'running',
    InstanceType: 'm3.xlarge',
    LaunchTime: '2016-08-02T02:05:06.000Z',
    NetworkInterfaces: [
      {
        NetworkInterfaceId: 'eni-bfcffe88',
        PrivateIpAddress: '10.0.0.1',
        PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1' }],
        PublicIp: '198.51.100.0',
        SecurityGroups: [{ GroupId: 'GeneratedFindingSecurityId', GroupName: 'GeneratedFindingSecurityGroupName' }],
        SubnetId: 'GeneratedFindingSubnetId',
        VpcId: 'GeneratedFindingVPCId',
      },
    ],
    Tags: [],
  },
};

const KEY: SuspectKey = {
  accessKeyId: 'GeneratedFindingAccessKeyId',
  principalId: 'GeneratedFindingPrincipalId',
  userName: 'GeneratedFindingUserName',
  userType: 'IAMUser',
};

const samples = (place: Place): readonly NewFinding[] => {
  const { bitcoinTool, commandAndControl, sshBruteForce, portSweep, bitcoinDomain } = instances;
  const { credentialExfiltration, cloudTrailDisabled, reconnaissance, maliciousCaller } = identities;
  return [
    ...[bitcoinTool, commandAndControl, sshBruteForce, portSweep, bitcoinDomain].map((make) => make(INSTANCE)),
    ...[credentialExfiltration, cloudTrailDisabled, reconnaissance, maliciousCaller].map((make) => make(KEY)),
    ...[identities.bucketDiscovery, identities.bucketExfiltration].map((make) =>
      make(place, 'generatedfindings3bucket', KEY),
    ),
  ].map(asSample);
};

const asSample = (finding: NewFinding): NewFinding => ({
  ...finding,
  Title: `[SAMPLE] ${finding.Title}`,
  Service: { ...finding.Service, AdditionalInfo: { Value: '{"sample":true}', Type: 'default' } },
});
