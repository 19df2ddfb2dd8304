import {
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
  type IpPermission,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import { present } from './present.js';

/** The seeded network. Subnet `a` is public. */
export interface Network {
  readonly vpcId: string;
  readonly subnets: { readonly a: string; readonly b: string };
  readonly groups: { readonly web: string; readonly ssh: string; readonly db: string };
}

/** One VPC with IPv4 and IPv6, two subnets in two zones, a way to the Internet, three groups that wear rules. */
export async function seedNetwork(ec2: EC2Client): Promise<Network> {
  const vpc = await ec2.send(
    new CreateVpcCommand({
      CidrBlock: '10.40.0.0/16',
      AmazonProvidedIpv6CidrBlock: true,
      TagSpecifications: named('vpc', 'production'),
    }),
  );
  const vpcId = present(vpc.Vpc?.VpcId);
  const subnet = async (zone: string, cidr: string): Promise<string> => {
    const made = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: cidr,
        AvailabilityZone: `eu-west-1${zone}`,
        TagSpecifications: named('subnet', `production-${zone}`),
      }),
    );
    return present(made.Subnet?.SubnetId);
  };
  const subnets = { a: await subnet('a', '10.40.0.0/20'), b: await subnet('b', '10.40.16.0/20') };

  const gateway = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = present(gateway.InternetGateway?.InternetGatewayId);
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: vpcId }));
  const tables = await ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }));
  const RouteTableId = present(tables.RouteTables?.[0]?.RouteTableId);
  await ec2.send(
    new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId }),
  );

  const group = async (name: string, description: string, allow: IpPermission): Promise<string> => {
    const made = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: name, Description: description, VpcId: vpcId }),
    );
    const GroupId = present(made.GroupId);
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [allow] }));
    return GroupId;
  };
  const web = await group('web', 'Web tier: HTTPS from anywhere', tcp(443, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }));
  const ssh = await group('ssh', 'SSH from the office', tcp(22, { IpRanges: [{ CidrIp: '198.51.100.0/24' }] }));
  const db = await group('db', 'PostgreSQL from the web tier', tcp(5432, { UserIdGroupPairs: [{ GroupId: web }] }));
  return { vpcId, subnets, groups: { web, ssh, db } };
}

/** Tags that give a new resource its name. */
export function named(ResourceType: NonNullable<TagSpecification['ResourceType']>, name: string): TagSpecification[] {
  return [{ ResourceType, Tags: [{ Key: 'Name', Value: name }] }];
}

function tcp(port: number, from: Partial<IpPermission>): IpPermission {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...from };
}
