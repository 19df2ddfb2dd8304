import type { Place } from '../../operation.js';
import type { Table } from '../../../world/store.js';

/** A CIDR block of a VPC or subnet and the id of its association. */
export type CidrAssociation = { readonly associationId: string; readonly cidr: string };

/** A VPC as the sandbox keeps it. The first IPv4 block is the primary one. */
export type VpcRecord = {
  readonly id: string;
  readonly cidrs: readonly CidrAssociation[];
  readonly ipv6: readonly CidrAssociation[];
  readonly isDefault: boolean;
  readonly tenancy: 'default' | 'dedicated';
  readonly dhcpOptionsId: string;
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
  readonly addressMetrics: boolean;
};

/** A subnet and what it gives to interfaces made in it. */
export type SubnetRecord = {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly cidr: string;
  readonly ipv6?: CidrAssociation;
  readonly isDefault: boolean;
  readonly mapPublicIp: boolean;
  readonly assignIpv6: boolean;
  readonly dns64: boolean;
  readonly hostnameType: 'ip-name' | 'resource-name';
  readonly aRecord: boolean;
  readonly aaaaRecord: boolean;
};

/** A security group; its rules are rows of their own. */
export type GroupRecord = {
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
};

/** The other side of a security group rule. `value` is a CIDR block, a prefix list's id or a group's id. */
export type Peer = { readonly kind: 'ipv4' | 'ipv6' | 'prefix-list' | 'group'; readonly value: string };

/** One rule of a security group. Ports are absent for all protocols (`-1`); for ICMP they are type and code. */
export type RuleRecord = {
  readonly id: string;
  readonly groupId: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly peer: Peer;
  readonly description?: string;
};

/** One entry of a network ACL. Protocols are numbers, `-1` is all; `cidr` is IPv4 or IPv6. */
export type AclEntry = {
  readonly number: number;
  readonly egress: boolean;
  readonly protocol: string;
  readonly allow: boolean;
  readonly cidr: string;
  readonly ports?: { readonly from: number; readonly to: number };
  readonly icmp?: { readonly type: number; readonly code: number };
};

/** A network ACL and the subnets it filters. The last entry of AWS (`*`, deny) is not kept: it is always there. */
export type AclRecord = {
  readonly id: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly entries: readonly AclEntry[];
  readonly associations: readonly { readonly id: string; readonly subnetId: string }[];
};

/** Where a route leads. `endpoint` targets are gateway endpoints, whose destination is a prefix list. */
export type RouteTarget = {
  readonly kind: 'internet-gateway' | 'egress-only' | 'nat' | 'interface' | 'endpoint';
  readonly id: string;
};

/** A route table. Its local routes follow from the VPC's blocks and are not kept. */
export type RouteTableRecord = {
  readonly id: string;
  readonly vpcId: string;
  readonly routes: readonly { readonly destination: string; readonly target: RouteTarget }[];
  /** Without a subnet it is the main table's own association. */
  readonly associations: readonly { readonly id: string; readonly subnetId?: string }[];
};

/** An internet gateway, attached or not; an egress-only one is always attached. */
export type InternetGatewayRecord = { readonly id: string; readonly vpcId?: string };
export type EgressOnlyGatewayRecord = { readonly id: string; readonly vpcId: string };

/** A NAT gateway. Times are epoch milliseconds of the world's clock and say which state is shown. */
export type NatGatewayRecord = {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly connectivity: 'public' | 'private';
  readonly interfaceId: string;
  readonly privateIp: string;
  readonly publicIp?: string;
  readonly allocationId?: string;
  readonly createdAt: number;
  readonly availableAt: number;
  readonly deletedAt?: number;
};

/** A VPC endpoint. Times are epoch milliseconds of the world's clock and say which state is shown. */
export type EndpointRecord = {
  readonly id: string;
  readonly vpcId: string;
  readonly type: 'Interface' | 'Gateway';
  readonly serviceName: string;
  readonly policy: string;
  readonly privateDns: boolean;
  readonly groups: readonly string[];
  /** Its interfaces, one per subnet. */
  readonly interfaceIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly createdAt: number;
  readonly availableAt: number;
  readonly deletedAt?: number;
};

/** An Elastic IP address. What it is associated with is kept by the interface alone. */
export type AddressRecord = { readonly allocationId: string; readonly ip: string };

/** A flow log: what is to be logged and where to. */
export type FlowLogRecord = {
  readonly id: string;
  readonly resourceId: string;
  readonly traffic: 'ACCEPT' | 'REJECT' | 'ALL';
  readonly destinationType: 'cloud-watch-logs' | 's3' | 'kinesis-data-firehose';
  readonly destination?: string;
  readonly logGroup?: string;
  readonly roleArn?: string;
  readonly format: string;
  /** The longest aggregation interval, in seconds. */
  readonly interval: 60 | 600;
  readonly createdAt: number;
  /** Why the last file could not be delivered, in S3's words. */
  readonly deliveryError?: string;
};

/** The network's rows in one account and Region. */
export const vpcsIn = (place: Place): Table<VpcRecord> => place.world.table('ec2.vpcs', place);
export const subnetsIn = (place: Place): Table<SubnetRecord> => place.world.table('ec2.subnets', place);
export const groupsIn = (place: Place): Table<GroupRecord> => place.world.table('ec2.securityGroups', place);
export const rulesIn = (place: Place): Table<RuleRecord> => place.world.table('ec2.securityGroupRules', place);
export const aclsIn = (place: Place): Table<AclRecord> => place.world.table('ec2.networkAcls', place);
export const routeTablesIn = (place: Place): Table<RouteTableRecord> => place.world.table('ec2.routeTables', place);
export const internetGatewaysIn = (place: Place): Table<InternetGatewayRecord> =>
  place.world.table('ec2.internetGateways', place);
export const egressOnlyGatewaysIn = (place: Place): Table<EgressOnlyGatewayRecord> =>
  place.world.table('ec2.egressOnlyGateways', place);
export const natGatewaysIn = (place: Place): Table<NatGatewayRecord> => place.world.table('ec2.natGateways', place);
export const endpointsIn = (place: Place): Table<EndpointRecord> => place.world.table('ec2.vpcEndpoints', place);
export const addressesIn = (place: Place): Table<AddressRecord> => place.world.table('ec2.addresses', place);
export const flowLogsIn = (place: Place): Table<FlowLogRecord> => place.world.table('ec2.flowLogs', place);
