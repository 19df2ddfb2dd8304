import type { InstanceRecord } from '../../../sandbox/services/ec2/records.js';
import { instancesIn, interfacesIn, profileAssociationsIn } from '../../../sandbox/services/ec2/records.js';
import {
  aclsIn,
  groupsIn,
  internetGatewaysIn,
  routeTablesIn,
  rulesIn,
  subnetsIn,
  vpcsIn,
} from '../../../sandbox/services/ec2/network/network-records.js';
import type { ProfileRecord, RoleRecord } from '../../../sandbox/services/iam/records.js';
import type { Place, Service } from '../../../sandbox/services/operation.js';
import { ssm } from '../../../sandbox/services/ssm/index.js';
import { ACCOUNT, openBench, type Bench } from '../services/harness.js';

export const WEB = 'i-0aaaaaaaaaaaaaaa1';
export const APP = 'i-0aaaaaaaaaaaaaaa2';
export const WIN = 'i-0aaaaaaaaaaaaaaa3';
export const OPEN = 'sg-0bbbbbbbbbbbbbbb1';
export const SEALED = 'sg-0bbbbbbbbbbbbbbb2';
export const MINUTE = 60_000;

/** A bench with two Linux hosts and a Windows one in a public subnet, all in touch; its clock stands still by itself. */
export const openHosts = (also: readonly Service[] = []): Bench => {
  const bench = openBench([ssm, ...also]);
  bench.world.clock.setScale(0);
  bench.world.store.transact(() => {
    layNetwork(bench.place);
    giveRole(bench.place, ['ssm:*', 'ssmmessages:*', 's3:*']);
    addInstance(bench.place, WEB, 11);
    addInstance(bench.place, APP, 12);
    addInstance(bench.place, WIN, 13, { platform: 'windows' });
  });
  bench.pass(3 * MINUTE);
  return bench;
};

const layNetwork = (place: Place): void => {
  vpcsIn(place).put('vpc-1', {
    id: 'vpc-1',
    isDefault: false,
    tenancy: 'default',
    dhcpOptionsId: 'dopt-1',
    cidrs: [
      {
        associationId: 'vpc-cidr-assoc-1',
        cidr: '10.0.0.0/16',
      },
    ],
    ipv6: [],
    dnsSupport: true,
    dnsHostnames: true,
    addressMetrics: false,
  });
  subnetsIn(place).put('subnet-1', {
    id: 'subnet-1',
    vpcId: 'vpc-1',
    zone: 'eu-west-1a',
    cidr: '10.0.1.0/24',
    isDefault: false,
    mapPublicIp: true,
    assignIpv6: false,
    dns64: false,
    hostnameType: 'ip-name',
    aRecord: false,
    aaaaRecord: false,
  });
  internetGatewaysIn(place).put('igw-1', { id: 'igw-1', vpcId: 'vpc-1' });
  routeTablesIn(place).put('rtb-1', {
    id: 'rtb-1',
    vpcId: 'vpc-1',
    associations: [{ id: 'rtbassoc-1' }],
    routes: [
      {
        destination: '0.0.0.0/0',
        target: {
          kind: 'internet-gateway',
          id: 'igw-1',
        },
      },
    ],
  });
  const everything = { number: 100, protocol: '-1', allow: true, cidr: '0.0.0.0/0' };
  aclsIn(place).put('acl-1', {
    id: 'acl-1',
    vpcId: 'vpc-1',
    isDefault: true,
    associations: [
      {
        id: 'aclassoc-1',
        subnetId: 'subnet-1',
      },
    ],
    entries: [
      {
        ...everything,
        egress: true,
      },
      {
        ...everything,
        egress: false,
      },
    ],
  });
  for (const id of [OPEN, SEALED]) groupsIn(place).put(id, { id, vpcId: 'vpc-1', name: id, description: id });
  rulesIn(place).put('sgr-1', {
    id: 'sgr-1',
    groupId: OPEN,
    egress: true,
    protocol: '-1',
    peer: {
      kind: 'ipv4',
      value: '0.0.0.0/0',
    },
  });
};

/** Gives the role of the stage exactly these actions on everything. */
export const giveRole = (place: Place, actions: readonly string[]): void => {
  const home = { account: ACCOUNT, region: '' };
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  const trusted = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  place.world.table<RoleRecord>('iam.roles', home).put('web', {
    name: 'web',
    path: '/',
    id: 'AROAWEB',
    createdAt: 0,
    attached: [],
    tags: {},
    maxSession: 3600,
    trust: JSON.stringify(trusted),
    trustedIds: {},
    inline: { all: JSON.stringify(policy) },
  });
  place.world.table<ProfileRecord>('iam.profiles', home).put('web', {
    name: 'web',
    path: '/',
    id: 'AIPAWEB',
    createdAt: 0,
    tags: {},
    role: 'web',
  });
};

/** Puts a running instance with one interface and the stage's role. */
export const addInstance = (place: Place, id: string, host: number, more: Partial<InstanceRecord> = {}): void => {
  const now = place.world.clock.now();
  instancesIn(place).put(id, {
    id,
    imageId: 'ami-1',
    type: 't3.micro',
    platform: 'linux',
    architecture: 'x86_64',
    reservationId: 'r-1',
    launchedAt: now,
    launchIndex: 0,
    subnetId: 'subnet-1',
    vpcId: 'vpc-1',
    zone: 'eu-west-1a',
    spot: false,
    tenancy: 'default',
    ebsOptimized: false,
    monitoring: false,
    hibernation: false,
    rootDevice: '/dev/xvda',
    devices: [],
    state: {
      from: 'pending',
      to: 'running',
      at: now,
      until: now,
    },
    termination: { disabled: false },
    stop: { disabled: false },
    shutdownBehavior: 'stop',
    metadata: {
      tokens: 'required',
      hops: 2,
      endpoint: 'enabled',
      ipv6: 'disabled',
      tags: 'disabled',
      appliedAt: now,
    },
    ...more,
  });
  interfacesIn(place).put(`eni-${host}`, {
    id: `eni-${host}`,
    ownerId: ACCOUNT,
    subnetId: 'subnet-1',
    vpcId: 'vpc-1',
    zone: 'eu-west-1a',
    description: '',
    type: 'interface',
    requesterManaged: false,
    mac: '02:00:00:00:00:01',
    groups: [OPEN],
    privateIps: [`10.0.1.${host}`],
    ipv6: [],
    sourceDestCheck: true,
    autoPublic: true,
    publicIp: {
      ip: `203.0.113.${host}`,
      privateIp: `10.0.1.${host}`,
    },
    attachment: {
      id: `eni-attach-${host}`,
      instanceId: id,
      deviceIndex: 0,
      attachedAt: now,
      deleteOnTermination: true,
    },
  });
  profileAssociationsIn(place).put(`iip-assoc-${host}`, {
    id: `iip-assoc-${host}`,
    instanceId: id,
    profileId: 'AIPAWEB',
    state: 'associated',
    at: now,
    profileArn: `arn:aws:iam::${ACCOUNT}:instance-profile/web`,
  });
};

/** Puts every interface of an instance in these groups alone. */
export const moveToGroups = ({ world, place }: Bench, instanceId: string, groups: readonly string[]): void => {
  world.store.transact(() => {
    for (const one of interfacesIn(place).all())
      if (one.attachment?.instanceId === instanceId) interfacesIn(place).put(one.id, { ...one, groups });
  });
};

/** Lets an instance be in a state from now on. */
export const setState = ({ world, place }: Bench, instanceId: string, to: InstanceRecord['state']['to']): void => {
  const now = world.clock.now();
  world.store.transact(() =>
    instancesIn(place).update(instanceId, (one) => ({ ...one, state: { from: to, to, at: now, until: now } })),
  );
};
