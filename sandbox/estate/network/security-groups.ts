import type { EC2, IpPermission } from '@aws-sdk/client-ec2';
import { present } from '../answers.js';
import { named } from '../tags.js';

/** The security groups of the estate, by their names in it. */
export type Groups = Readonly<Record<keyof typeof descriptions, string>>;

const descriptions = {
  alb: 'Load balancer: web from anywhere',
  web: 'Web tier: from the load balancer, and HTTPS from anywhere',
  ssh: 'SSH from the office and the bastion',
  db: 'PostgreSQL from the web tier',
  bastion: 'Bastion: SSH from the office',
  windows: 'Windows servers: RDP from the bastion, SMB and LDAP within the domain',
  endpoints: 'VPC endpoints: HTTPS from within the VPC',
} as const;

const OFFICE = '198.51.100.0/24';

const tcp = (port: number, from: Partial<IpPermission>): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...from,
});
const anywhere = { IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
const office = { IpRanges: [{ CidrIp: OFFICE, Description: 'office' }] };
const within = (group: string): Partial<IpPermission> => ({ UserIdGroupPairs: [{ GroupId: group }] });

/** Makes the groups, which refer to each other as those of a company do; all of them let everything out. */
export const makeGroups = async (ec2: EC2, vpcId: string): Promise<Groups> => {
  const made = await Promise.all(
    Object.entries(descriptions).map(async ([name, Description]) => {
      const TagSpecifications = named(name, 'security-group');
      const { GroupId } = await ec2.createSecurityGroup({
        GroupName: name,
        Description,
        VpcId: vpcId,
        TagSpecifications,
      });
      return [name, present(GroupId)] as const;
    }),
  );
  const groups = Object.fromEntries(made) as Groups;
  const rules: Readonly<Record<keyof Groups, readonly IpPermission[]>> = {
    alb: [tcp(80, anywhere), tcp(443, anywhere)],
    web: [tcp(8080, within(groups.alb)), tcp(443, anywhere)],
    ssh: [tcp(22, { ...office, ...within(groups.bastion) })],
    db: [tcp(5432, within(groups.web))],
    bastion: [tcp(22, office)],
    windows: [
      tcp(3389, within(groups.bastion)),
      tcp(445, within(groups.web)),
      { IpProtocol: '-1', ...within(groups.windows) },
    ],
    endpoints: [tcp(443, { IpRanges: [{ CidrIp: '10.40.0.0/16' }] })],
  };
  await Promise.all(
    Object.entries(rules).map(([name, IpPermissions]) =>
      ec2.authorizeSecurityGroupIngress({ GroupId: groups[name as keyof Groups], IpPermissions: [...IpPermissions] }),
    ),
  );
  return groups;
};
