import type { Place } from '../operation.js';
import type { Table } from '../../world/store.js';

/** An instance as the sandbox keeps it. Times are epoch milliseconds of the world's clock. */
export type InstanceRecord = {
  readonly id: string;
  readonly imageId: string;
  readonly type: string;
  readonly platform: 'linux' | 'windows';
  readonly architecture: 'x86_64' | 'arm64';
  readonly reservationId: string;
  readonly launchedAt: number;
  readonly launchIndex: number;
  readonly clientToken?: string;
  readonly keyName?: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly spot: boolean;
  /** The request behind a Spot Instance; a persistent one lets the instance be stopped. */
  readonly spotRequest?: { readonly id: string; readonly persistent: boolean };
  readonly tenancy: string;
  readonly ebsOptimized: boolean;
  readonly monitoring: boolean;
  readonly hibernation: boolean;
  readonly userData?: string;
  readonly rootDevice: string;
  /** EBS volumes by device name; an instance-store root has none for `rootDevice`. */
  readonly devices: readonly {
    readonly name: string;
    readonly volumeId: string;
    readonly attachedAt: number;
    readonly deleteOnTermination: boolean;
    /** Set while it is `detaching`. */
    readonly leavingAt?: number;
  }[];
  /** The state it is in, or is leaving: `stateAt` says which one `now` shows. */
  readonly state: {
    readonly from: InstanceState;
    readonly to: InstanceState;
    readonly at: number;
    readonly until: number;
  };
  readonly stateReason?: { readonly code: string; readonly message: string };
  /** `User initiated (2026-11-22 12:00:00 GMT)` */
  readonly transitionReason?: string;
  readonly termination: { readonly disabled: boolean };
  readonly stop: { readonly disabled: boolean };
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly metadata: {
    readonly tokens: 'optional' | 'required';
    readonly hops: number;
    readonly endpoint: 'enabled' | 'disabled';
    readonly ipv6: 'enabled' | 'disabled';
    readonly tags: 'enabled' | 'disabled';
    /** `applied` from this moment on, `pending` before. */
    readonly appliedAt: number;
  };
};

/** AWS's state names, as `DescribeInstances` shows them. */
export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** A network interface as the sandbox keeps it. It alone holds security groups; an instance shows its device 0's. */
export type InterfaceRecord = {
  readonly id: string;
  readonly ownerId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly description: string;
  readonly type:
    'interface' | 'nat_gateway' | 'network_load_balancer' | 'load_balancer' | 'vpc_endpoint' | 'trunk' | 'branch';
  readonly requesterManaged: boolean;
  /** Who made a requester-managed interface, as AWS names it: an account or `amazon-elb`. */
  readonly requesterId?: string;
  readonly mac: string;
  readonly groups: readonly string[];
  /** The primary one first. */
  readonly privateIps: readonly string[];
  readonly ipv6: readonly string[];
  readonly sourceDestCheck: boolean;
  /** Whether AWS gives its primary address a public one by itself (subnet's setting or `AssociatePublicIpAddress`). */
  readonly autoPublic: boolean;
  readonly publicIp?: {
    readonly ip: string;
    readonly privateIp: string;
    /** Elastic IP address: both ids are there. Auto-assigned: neither. */
    readonly allocationId?: string;
    readonly associationId?: string;
  };
  /** Elastic IP addresses of private addresses other than the primary one. */
  readonly morePublicIps?: readonly NonNullable<InterfaceRecord['publicIp']>[];
  readonly tracking?: { readonly tcpEstablished?: number; readonly udpStream?: number; readonly udp?: number };
  readonly attachment?: {
    readonly id: string;
    readonly instanceId: string;
    readonly deviceIndex: number;
    readonly attachedAt: number;
    readonly deleteOnTermination: boolean;
    /** Set while it is `detaching`. */
    readonly leavingAt?: number;
  };
};

/** Which role an instance wears, as EC2 keeps it beside the instance. */
export type ProfileAssociationRecord = {
  readonly id: string;
  readonly instanceId: string;
  readonly profileArn: string;
  readonly profileId: string;
  readonly state: 'associating' | 'associated' | 'disassociating' | 'disassociated';
  readonly at: number;
};

/** The rows of EC2 that several families share, in one account and Region. */
export const instancesIn = (place: Place): Table<InstanceRecord> => place.world.table('ec2.instances', place);
export const interfacesIn = (place: Place): Table<InterfaceRecord> => place.world.table('ec2.interfaces', place);
export const profileAssociationsIn = (place: Place): Table<ProfileAssociationRecord> =>
  place.world.table('ec2.profileAssociations', place);

/** The state that AWS shows at `now`. */
export const stateAt = ({ state }: InstanceRecord, now: number): InstanceState =>
  now >= state.until ? state.to : state.from;

/** The interfaces of an instance, by device. */
export const interfacesOf = (place: Place, instanceId: string): readonly InterfaceRecord[] =>
  interfacesIn(place)
    .all()
    .filter((one) => one.attachment?.instanceId === instanceId)
    .sort((a, b) => (a.attachment?.deviceIndex ?? 0) - (b.attachment?.deviceIndex ?? 0));
