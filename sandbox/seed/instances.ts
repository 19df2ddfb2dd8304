import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  RunInstancesCommand,
  type EC2Client,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { WEB_ROLE } from './identities.js';
import type { Network } from './network.js';
import { present } from './present.js';
import type { Target } from './seeded-world.js';

/** The instances, and who serves the web. */
export interface Instances {
  readonly targets: Target[];
  readonly web: readonly string[];
  readonly publicIp: string;
}

const LINUX = 'ami-0f1eb4ea0000000a1';
const WINDOWS = 'ami-0f1eb4ea0000000c1';

/** web-1 to web-3 (the third with two interfaces, two volumes, a public address), a Windows file server, a Spot worker. */
export async function seedInstances(ec2: EC2Client, network: Network): Promise<Instances> {
  const { groups, subnets } = network;
  const profile = { IamInstanceProfile: { Name: WEB_ROLE } };
  const launch = async (name: string, input: Partial<RunInstancesCommandInput>): Promise<Instance> => {
    const reservation = await ec2.send(
      new RunInstancesCommand({
        ImageId: LINUX,
        InstanceType: 't3.medium',
        MinCount: 1,
        MaxCount: 1,
        ...input,
        TagSpecifications: (['instance', 'volume'] as const).map((ResourceType) => ({
          ResourceType,
          Tags: [{ Key: 'Name', Value: name }],
        })),
      }),
    );
    return present(reservation.Instances?.[0]);
  };
  const alike = { SubnetId: subnets.a, SecurityGroupIds: [groups.web], ...disks('/dev/xvda'), ...profile };
  const web1 = await launch('web-1', alike);
  const web2 = await launch('web-2', alike);
  const web3 = await launch('web-3', {
    ...disks('/dev/xvda', '/dev/sdf'),
    ...profile,
    NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId: subnets.a, Groups: [groups.web, groups.ssh], DeleteOnTermination: true },
      { DeviceIndex: 1, SubnetId: subnets.b, Groups: [groups.db], DeleteOnTermination: true },
    ],
  });
  const files1 = await launch('files-1', {
    ImageId: WINDOWS,
    SubnetId: subnets.b,
    SecurityGroupIds: [groups.ssh],
    ...disks('/dev/sda1', 'xvdb'),
  });
  const batch1 = await launch('batch-1', {
    SubnetId: subnets.b,
    SecurityGroupIds: [groups.ssh],
    ...disks('/dev/xvda'),
    InstanceMarketOptions: { MarketType: 'spot' },
  });

  const address = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  await ec2.send(
    new AssociateAddressCommand({
      AllocationId: present(address.AllocationId),
      NetworkInterfaceId: present(
        web3.NetworkInterfaces?.find((each) => each.Attachment?.DeviceIndex === 0)?.NetworkInterfaceId,
      ),
    }),
  );

  const target = (instance: Instance, name: string, platform: Target['platform']): Target => ({
    kind: 'instance',
    id: present(instance.InstanceId),
    name,
    platform,
  });
  return {
    // The one to practise on comes first.
    targets: [target(web3, 'web-3', 'linux'), target(files1, 'files-1', 'windows'), target(batch1, 'batch-1', 'linux')],
    web: [web1, web2, web3].map((instance) => present(instance.InstanceId)),
    publicIp: present(address.PublicIp),
  };
}

function disks(root: string, ...more: readonly string[]): Pick<RunInstancesCommandInput, 'BlockDeviceMappings'> {
  const disk = (DeviceName: string, VolumeSize: number) => ({
    DeviceName,
    Ebs: { VolumeSize, VolumeType: 'gp3' as const, DeleteOnTermination: true },
  });
  return { BlockDeviceMappings: [disk(root, 20), ...more.map((name) => disk(name, 100))] };
}
