import type { EC2, Instance, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { present } from './answers.js';
import { DATABASE_ROLE, HOST_ROLE, WEB_ROLE } from './identities/roles.js';
import type { Groups } from './network/security-groups.js';
import type { Vpc } from './network/vpc.js';
import { named } from './tags.js';

/** The hosts that are not made by a group, by name. */
export type Hosts = Readonly<Record<'web-3' | 'files-1' | 'db-1' | 'bastion-1' | 'batch-1' | 'api-1', Instance>>;

/** The images that hosts are made of: the sandbox's public ones. */
export const images = {
  amazonLinux: 'ami-0f1eb4ea0000000a1',
  amazonLinuxArm: 'ami-0f1eb4ea0000000a2',
  ubuntu: 'ami-0f1eb4ea0000000b1',
  windows: 'ami-0f1eb4ea0000000c1',
} as const;

/** What hosts are launched into. */
export type Ground = Vpc & { readonly groups: Groups; readonly diskKey: string };

type Spec = Partial<RunInstancesCommandInput>;

/**
 * Launches `web-3`, the one to practise on (two interfaces in different groups, two volumes, the web tier's profile),
 * a Windows domain member, a database host, a bastion, a Spot worker and one with an ARM processor.
 */
export const launchHosts = async (ec2: EC2, ground: Ground): Promise<Hosts> => {
  await ec2.createKeyPair({ KeyName: 'ops', KeyType: 'ed25519', TagSpecifications: named('ops', 'key-pair') });
  const launched = await Promise.all(
    Object.entries(specs(ground)).map(async ([name, spec]) => [name, await launch(ec2, name, spec)] as const),
  );
  return Object.fromEntries(launched) as unknown as Hosts;
};

const launch = async (ec2: EC2, name: string, spec: Spec): Promise<Instance> => {
  const { Instances = [] } = await ec2.runInstances({
    ImageId: images.amazonLinux,
    InstanceType: 't3.medium',
    KeyName: 'ops',
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: named(name, ['instance', 'volume', 'network-interface'], { env: 'production' }),
    ...spec,
  });
  return present(Instances[0]);
};

const specs = ({ subnets, groups, diskKey }: Ground): Readonly<Record<keyof Hosts, Spec>> => ({
  'web-3': {
    IamInstanceProfile: { Name: WEB_ROLE },
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: subnets.publicA,
        Groups: [groups.web, groups.ssh],
        Ipv6AddressCount: 1,
        DeleteOnTermination: true,
      },
      { DeviceIndex: 1, SubnetId: subnets.privateA, Groups: [groups.db], DeleteOnTermination: true },
    ],
    // As old instances are: its metadata can be asked without a token.
    MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 2 },
    BlockDeviceMappings: [disk('/dev/xvda', 20), disk('/dev/sdf', 100, diskKey)],
  },
  'files-1': {
    ImageId: images.windows,
    SubnetId: subnets.privateA,
    SecurityGroupIds: [groups.windows],
    IamInstanceProfile: { Name: HOST_ROLE },
    BlockDeviceMappings: [disk('/dev/sda1', 50), disk('xvdb', 100)],
    TagSpecifications: named('files-1', ['instance', 'volume', 'network-interface'], {
      env: 'production',
      domain: 'corp.acme.example',
    }),
  },
  'db-1': {
    InstanceType: 'm5.large',
    SubnetId: subnets.privateB,
    SecurityGroupIds: [groups.db],
    IamInstanceProfile: { Name: DATABASE_ROLE },
    DisableApiTermination: true,
    MetadataOptions: { HttpTokens: 'required' },
    BlockDeviceMappings: [disk('/dev/xvda', 20, diskKey), disk('/dev/sdf', 200, diskKey)],
  },
  'bastion-1': {
    ImageId: images.ubuntu,
    InstanceType: 't3.micro',
    SubnetId: subnets.publicA,
    SecurityGroupIds: [groups.bastion],
  },
  'batch-1': {
    SubnetId: subnets.privateA,
    SecurityGroupIds: [groups.ssh],
    IamInstanceProfile: { Name: HOST_ROLE },
    InstanceMarketOptions: { MarketType: 'spot' },
  },
  'api-1': {
    ImageId: images.amazonLinuxArm,
    InstanceType: 't4g.medium',
    SubnetId: subnets.privateB,
    SecurityGroupIds: [groups.ssh],
    IamInstanceProfile: { Name: HOST_ROLE },
    MetadataOptions: { HttpTokens: 'required' },
  },
});

const disk = (DeviceName: string, VolumeSize: number, KmsKeyId?: string) => ({
  DeviceName,
  Ebs: {
    VolumeSize,
    VolumeType: 'gp3' as const,
    DeleteOnTermination: true,
    ...(KmsKeyId !== undefined && { Encrypted: true, KmsKeyId }),
  },
});
