import { ec2 } from '../../../sandbox/services/ec2/index.js';
import { defaultVpc } from '../../../sandbox/services/ec2/network/default-vpc.js';
import { interfacesOf } from '../../../sandbox/services/ec2/records.js';
import type { Service } from '../../../sandbox/services/operation.js';
import { openFlow, reviewFlows, truthReactions, type FlowSpec } from '../../../sandbox/truth/flows.js';
import { flowsIn, type FlowRecord } from '../../../sandbox/truth/records.js';
import { openBench, type Bench } from '../services/harness.js';
import { IMAGE } from '../services/autoscaling/web-tier.js';

const everywhere = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] }];

/** A host that an attacker holds, and groups to put on it. */
export type Estate = Bench & {
  readonly compute: <T = Record<string, never>>(operation: string, input?: object) => T;
  readonly host: string;
  readonly eni: string;
  readonly subnetId: string;
  /** SSH from everyone, and anything outward: what tracking calls untracked. */
  readonly normal: string;
  /** As normal, but SSH from one block only: tracked. */
  readonly narrow: string;
  readonly open: string;
  readonly quarantine: string;
  /** Puts groups on the host and lets the network act. */
  readonly wear: (...groups: string[]) => void;
  readonly flow: (spec?: Partial<FlowSpec>) => FlowRecord | undefined;
  readonly now: (flow: FlowRecord | undefined) => FlowRecord | undefined;
  /** The same with what EC2 is asked to do. */
  readonly change: (operation: string, input: object) => void;
};

/** Opens a world with a running host in a public subnet. */
export const openEstate = (
  groups: (estate: { normal: string; narrow: string }) => string = (one) => one.narrow,
): Estate => {
  const truth: Service = { name: 'truth', model: 'truth', families: [], reactions: truthReactions };
  const bench = openBench([ec2, truth]);
  const { place, world } = bench;
  const compute: Estate['compute'] = (operation, input) => bench.call(ec2, operation, input);
  world.store.transact(() => defaultVpc(place));
  const [subnet] = compute<{ Subnets: { SubnetId: string; VpcId: string }[] }>('DescribeSubnets').Subnets;
  if (subnet === undefined) throw new Error('there is no subnet');
  const group = (GroupName: string, ingress: readonly object[], closed = false): string => {
    const { GroupId } = compute<{ GroupId: string }>('CreateSecurityGroup', {
      GroupName,
      Description: GroupName,
      VpcId: subnet.VpcId,
    });
    if (ingress.length > 0) compute('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: ingress });
    if (closed)
      compute('RevokeSecurityGroupEgress', {
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      });
    return GroupId;
  };
  const ssh = (CidrIp: string) => [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp }] }];
  const normal = group('normal', ssh('0.0.0.0/0'));
  const narrow = group('narrow', ssh('203.0.113.0/24'));
  const host = compute<{ Instances: { InstanceId: string }[] }>('RunInstances', {
    ImageId: IMAGE,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnet.SubnetId,
    SecurityGroupIds: [groups({ normal, narrow })],
  }).Instances[0]?.InstanceId;
  bench.pass(60_000);
  const [eni] = interfacesOf(place, host ?? '');
  if (host === undefined || eni === undefined) throw new Error('there is no host');
  const act = (): void => void world.store.transact(() => reviewFlows(place));
  const change: Estate['change'] = (operation, input) => {
    compute(operation, input);
    act();
  };
  return {
    ...bench,
    compute,
    host,
    eni: eni.id,
    subnetId: subnet.SubnetId,
    normal,
    narrow,
    open: group('open', everywhere),
    quarantine: group('quarantine', [], true),
    wear: (...Groups) => change('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: eni.id, Groups }),
    flow: (spec = {}) =>
      world.store.transact(() =>
        openFlow(place, {
          interfaceId: eni.id,
          kind: 'c2',
          direction: 'out',
          remote: '198.51.100.66',
          protocol: 'tcp',
          port: 443,
          busy: true,
          reconnects: false,
          ...spec,
        }),
      ),
    now: (flow) => flowsIn(place).get(flow?.id ?? ''),
    change,
  };
};
