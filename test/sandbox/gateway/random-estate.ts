import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import { SSM } from '@aws-sdk/client-ssm';
import type { SandboxAws } from '../../support/aws.js';
import { learn, type Known } from './random-input.js';

const IMAGE = { ImageId: 'ami-0f1eb4ea0000000a1', InstanceType: 't3.micro' } as const;

const document = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
const trust = document({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' });
const all = document({ Action: '*', Resource: '*' });

/** One of everything that most requests are about, as far as it is not there (any more), and what answers told of it. */
export const estate = async ({ config, admin }: SandboxAws, known: Known): Promise<void> => {
  const told = async (...calls: readonly (() => Promise<object>)[]): Promise<void> => {
    for (const call of calls) learn(known, await call().catch(() => ({})));
  };
  const [ec2, iam, s3, kms, ssm] = [new EC2(config), new IAM(config), new S3(config), new KMS(config), new SSM(config)];
  const [elb, scaling] = [new ElasticLoadBalancingV2(config), new AutoScaling(config)];
  const [guard, hub] = [new GuardDuty(config), new SecurityHub(config)];
  await told(
    () => ec2.createDefaultVpc({}),
    () => ec2.runInstances({ ...IMAGE, MinCount: 2, MaxCount: 2 }),
    () => ec2.createVolume({ AvailabilityZone: 'eu-west-1a', Size: 1 }),
    () => ec2.allocateAddress({ Domain: 'vpc' }),
    () => ec2.createKeyPair({ KeyName: 'random' }),
    () => ec2.createLaunchTemplate({ LaunchTemplateName: 'random', LaunchTemplateData: IMAGE }),
    () => iam.createUser({ UserName: 'random' }),
    () => iam.createGroup({ GroupName: 'random' }),
    () => iam.createRole({ RoleName: 'random', AssumeRolePolicyDocument: trust }),
    () => iam.createPolicy({ PolicyName: 'random', PolicyDocument: all }),
    () => iam.createInstanceProfile({ InstanceProfileName: 'random' }),
    () => kms.createKey({}),
    () => s3.createBucket({ Bucket: 'random-bucket', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    () => s3.putObject({ Bucket: 'random-bucket', Key: 'a', Body: 'a' }),
    () => s3.createMultipartUpload({ Bucket: 'random-bucket', Key: 'a' }),
    () => ssm.putParameter({ Name: '/random', Value: 'a', Type: 'String' }),
    () => guard.createDetector({ Enable: true }),
    () => guard.listDetectors({}),
    () => guard.createSampleFindings({ DetectorId: known.get('DetectorId')?.at(-1) }),
    () => guard.listFindings({ DetectorId: known.get('DetectorId')?.at(-1) }),
    () => hub.enableSecurityHub({}),
  );
  await admin.advanceClock(60_000);
  const VpcId = (await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] })).Vpcs?.[0]?.VpcId;
  const { Subnets: subnets = [] } = await ec2.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [VpcId ?? ''] }] });
  const Subnets = subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId);
  const LaunchTemplate = { LaunchTemplateName: 'random' };
  const size = { MinSize: 1, MaxSize: 2, VPCZoneIdentifier: Subnets[0] };
  await told(
    () => elb.createTargetGroup({ Name: 'random', Protocol: 'HTTP', Port: 80, VpcId }),
    () => elb.createLoadBalancer({ Name: 'random', Subnets }),
    () => scaling.createAutoScalingGroup({ AutoScalingGroupName: 'random', LaunchTemplate, ...size }),
    () => scaling.describeAutoScalingGroups({}),
    () => ec2.describeInstances({}),
    () => ec2.describeNetworkInterfaces({}),
    () => ec2.describeVolumes({}),
    () => ec2.describeSnapshots({ OwnerIds: ['self'] }),
    () => ec2.describeSecurityGroups({}),
    () => ec2.describeRouteTables({}),
    () => ec2.describeNetworkAcls({}),
    () => ec2.describeSubnets({}),
  );
};
