import type { EC2 } from '@aws-sdk/client-ec2';
import { SANDBOX_REGION } from '../../gateway/accounts.js';
import { named } from '../tags.js';
import type { Groups } from './security-groups.js';
import type { Vpc } from './vpc.js';
import type { Ways } from './ways.js';

const service = (name: string): string => `com.amazonaws.${SANDBOX_REGION}.${name}`;

/** What Session Manager and Run Command need to reach a host that has no way to the internet. */
const INTERFACES = ['ssm', 'ssmmessages', 'ec2messages'] as const;

/** The VPC's gateway endpoint for S3, and interface endpoints for Systems Manager, which become available later. */
export const makeEndpoints = async (ec2: EC2, { vpcId, subnets }: Vpc, groups: Groups, ways: Ways): Promise<void> => {
  await Promise.all([
    ec2.createVpcEndpoint({
      VpcId: vpcId,
      VpcEndpointType: 'Gateway',
      ServiceName: service('s3'),
      RouteTableIds: [ways.publicTable, ways.privateTable],
      TagSpecifications: named('production-s3', 'vpc-endpoint'),
    }),
    ...INTERFACES.map((name) =>
      ec2.createVpcEndpoint({
        VpcId: vpcId,
        VpcEndpointType: 'Interface',
        ServiceName: service(name),
        SubnetIds: [subnets.privateA, subnets.privateB],
        SecurityGroupIds: [groups.endpoints],
        PrivateDnsEnabled: true,
        TagSpecifications: named(`production-${name}`, 'vpc-endpoint'),
      }),
    ),
  ]);
};
