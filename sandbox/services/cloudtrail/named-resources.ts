/** A resource that a call names, as LookupEvents lists and finds it. */
export type NamedResource = { readonly type: string; readonly name: string };

/** By member, or by service and member where the member alone does not tell. */
const typesByMember: Readonly<Record<string, string>> = {
  AccessKeyId: 'AWS::IAM::AccessKey',
  AllocationId: 'AWS::EC2::EIP',
  AutoScalingGroupName: 'AWS::AutoScaling::AutoScalingGroup',
  Bucket: 'AWS::S3::Bucket',
  GroupId: 'AWS::EC2::SecurityGroup',
  GroupIds: 'AWS::EC2::SecurityGroup',
  Groups: 'AWS::EC2::SecurityGroup',
  ImageId: 'AWS::EC2::Ami',
  InstanceId: 'AWS::EC2::Instance',
  InstanceIds: 'AWS::EC2::Instance',
  InstanceProfileName: 'AWS::IAM::InstanceProfile',
  KeyId: 'AWS::KMS::Key',
  LoadBalancerArn: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  NetworkInterfaceId: 'AWS::EC2::NetworkInterface',
  PolicyArn: 'AWS::IAM::Policy',
  RoleArn: 'AWS::IAM::Role',
  RoleName: 'AWS::IAM::Role',
  SecurityGroupIds: 'AWS::EC2::SecurityGroup',
  SnapshotId: 'AWS::EC2::Snapshot',
  SubnetId: 'AWS::EC2::Subnet',
  TargetGroupArn: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  TrailARN: 'AWS::CloudTrail::Trail',
  UserName: 'AWS::IAM::User',
  VolumeId: 'AWS::EC2::Volume',
  VpcId: 'AWS::EC2::VPC',
  'cloudtrail.Name': 'AWS::CloudTrail::Trail',
  'iam.GroupName': 'AWS::IAM::Group',
};

/** Ids of unsaid type (CreateTags) tell it by how they begin. */
const typesByPrefix: Readonly<Record<string, string>> = {
  ami: 'AWS::EC2::Ami',
  eipalloc: 'AWS::EC2::EIP',
  eni: 'AWS::EC2::NetworkInterface',
  i: 'AWS::EC2::Instance',
  sg: 'AWS::EC2::SecurityGroup',
  snap: 'AWS::EC2::Snapshot',
  subnet: 'AWS::EC2::Subnet',
  vol: 'AWS::EC2::Volume',
  vpc: 'AWS::EC2::VPC',
};

const DEEPEST = 6;

/** The resources that a request names and, where it changed something, those of its answer; each once. */
export const namedResources = (service: string, ...parts: readonly unknown[]): readonly NamedResource[] => {
  const found = new Map<string, NamedResource>();
  const add = (type: string | undefined, name: string): void => {
    if (type !== undefined && name !== '') found.set(`${type} ${name}`, { type, name });
  };
  const walk = (value: unknown, member: string, depth: number): void => {
    if (typeof value === 'string')
      return add(
        member === 'Resources'
          ? typesByPrefix[value.slice(0, value.lastIndexOf('-'))]
          : (typesByMember[`${service}.${member}`] ?? typesByMember[member]),
        value,
      );
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth > DEEPEST) return;
    if (Array.isArray(value)) for (const each of value) walk(each, member, depth + 1);
    else for (const [name, each] of Object.entries(value)) walk(each, name, depth + 1);
  };
  for (const part of parts) walk(part, '', 0);
  return [...found.values()];
};
