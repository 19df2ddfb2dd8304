import {
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  RunInstancesCommand,
  type EC2Client,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';

/** A VPC (with IPv6 unless told otherwise), a subnet and helpers to fill it: the stage of most sandbox tests. */
export interface Stage {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly group: (name: string) => Promise<string>;
  readonly launch: (input?: Partial<RunInstancesCommandInput>) => Promise<Instance>;
  readonly interface: (groups: readonly string[]) => Promise<string>;
  /** Group ids of an interface, as DescribeNetworkInterfaces tells them. */
  readonly groupsOf: (interfaceId: string) => Promise<readonly string[]>;
  readonly describe: (instanceId: string) => Promise<Instance>;
  /** The same stage through another client, after a restart. */
  readonly on: (client: EC2Client) => Stage;
}

/** Makes a stage with AWS's own calls. */
export async function makeStage(ec2: EC2Client, ipv6 = true): Promise<Stage> {
  const vpc = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16', AmazonProvidedIpv6CidrBlock: ipv6 }));
  const vpcId = vpc.Vpc?.VpcId ?? '';
  const subnet = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.9.0.0/20' }));
  return stageIn(ec2, vpcId, subnet.Subnet?.SubnetId ?? '');
}

function stageIn(ec2: EC2Client, vpcId: string, subnetId: string): Stage {
  return {
    vpcId,
    subnetId,
    on: (client) => stageIn(client, vpcId, subnetId),
    group: async (name) => {
      const made = await ec2.send(new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: vpcId }));
      return made.GroupId ?? '';
    },
    launch: async (input = {}) => {
      const { SubnetId = subnetId, ...rest } = input;
      const where = rest.NetworkInterfaces === undefined ? { SubnetId } : {};
      const run = new RunInstancesCommand({
        ImageId: 'ami-0f1eb4ea0000000a1',
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        ...where,
        ...rest,
      });
      const made = (await ec2.send(run)).Instances?.[0];
      if (made === undefined) throw new Error('no instance was launched');
      return made;
    },
    interface: async (groups) => {
      const command = new CreateNetworkInterfaceCommand({ SubnetId: subnetId, Groups: [...groups] });
      return (await ec2.send(command)).NetworkInterface?.NetworkInterfaceId ?? '';
    },
    groupsOf: async (interfaceId) => {
      const command = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [interfaceId] });
      const groups = (await ec2.send(command)).NetworkInterfaces?.[0]?.Groups ?? [];
      return groups.map((group) => group.GroupId ?? '');
    },
    describe: async (instanceId) => {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
      const found = Reservations?.[0]?.Instances?.[0];
      if (found === undefined) throw new Error(`${instanceId} is not described`);
      return found;
    },
  };
}
