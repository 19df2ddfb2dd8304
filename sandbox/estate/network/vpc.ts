import type { EC2 } from '@aws-sdk/client-ec2';
import { cidrText, parseCidr } from '../../services/ec2/cidr.js';
import { present } from '../answers.js';
import { named } from '../tags.js';

/** The subnets of `production`: one of each kind in zones a and b, and the one that the NAT gateway is in. */
export type Subnets = {
  readonly publicA: string;
  readonly publicB: string;
  readonly privateA: string;
  readonly privateB: string;
  readonly natA: string;
};

/** The VPC and what is in it from the beginning. */
export type Vpc = { readonly vpcId: string; readonly subnets: Subnets };

const plan: Readonly<Record<keyof Subnets, { readonly zone: 'a' | 'b'; readonly block: string }>> = {
  publicA: { zone: 'a', block: '10.40.0.0/20' },
  privateA: { zone: 'a', block: '10.40.16.0/20' },
  publicB: { zone: 'b', block: '10.40.32.0/20' },
  privateB: { zone: 'b', block: '10.40.48.0/20' },
  natA: { zone: 'a', block: '10.40.64.0/24' },
};

/** Makes the VPC `production` with IPv4 and IPv6 and its subnets; hosts in public ones get a public address. */
export const makeVpc = async (ec2: EC2): Promise<Vpc> => {
  const { Vpc: made } = await ec2.createVpc({
    CidrBlock: '10.40.0.0/16',
    AmazonProvidedIpv6CidrBlock: true,
    TagSpecifications: named('production', 'vpc'),
  });
  const vpcId = present(made?.VpcId);
  const { Vpcs = [] } = await ec2.describeVpcs({ VpcIds: [vpcId] });
  const { first } = present(parseCidr(Vpcs[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? ''));
  const subnet = async (name: keyof Subnets, index: number): Promise<readonly [keyof Subnets, string]> => {
    const { zone, block } = plan[name];
    const { Subnet } = await ec2.createSubnet({
      VpcId: vpcId,
      CidrBlock: block,
      Ipv6CidrBlock: cidrText({ version: 6, first: first + (BigInt(index) << 64n), bits: 64 }),
      AvailabilityZone: `eu-west-1${zone}`,
      TagSpecifications: named(`production-${name.replace(/[AB]$/, '')}-${zone}`, 'subnet'),
    });
    const id = present(Subnet?.SubnetId);
    if (name.startsWith('public'))
      await ec2.modifySubnetAttribute({ SubnetId: id, MapPublicIpOnLaunch: { Value: true } });
    return [name, id];
  };
  const names = Object.keys(plan) as (keyof Subnets)[];
  const subnets = Object.fromEntries(await Promise.all(names.map(subnet))) as Subnets;
  for (const setting of ['EnableDnsSupport', 'EnableDnsHostnames'])
    await ec2.modifyVpcAttribute({ VpcId: vpcId, [setting]: { Value: true } });
  return { vpcId, subnets };
};
