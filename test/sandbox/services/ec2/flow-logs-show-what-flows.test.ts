import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { interfacesOf } from '../../../../sandbox/services/ec2/records.js';
import type { FlowRecord } from '../../../../sandbox/truth/records.js';
import { IMAGE } from '../autoscaling/web-tier.js';
import { C2, linesOf, MINUTE, openLoggedEstate, type Line, type LoggedEstate } from './logged-estate.js';

let estate: LoggedEstate;
beforeEach(() => {
  estate = openLoggedEstate();
});
afterEach(() => estate.close());

/** Long enough for everything of the first five minutes to be delivered. */
const FIRST = 15 * MINUTE;

const actions = (lines: readonly Line[]): readonly string[] => [...new Set(lines.map(({ action = '' }) => action))];

/** Another host in the subnet, and its interface. */
const neighbour = (InstanceType = 't3.micro', group = estate.narrow) => {
  const { Instances } = estate.compute<{ Instances: { InstanceId: string }[] }>('RunInstances', {
    ImageId: IMAGE,
    InstanceType,
    MinCount: 1,
    MaxCount: 1,
    SubnetId: estate.subnetId,
    SecurityGroupIds: [group],
  });
  estate.pass(30_000);
  const [row] = interfacesOf(estate.place, Instances[0]?.InstanceId ?? '');
  return { id: row?.id ?? '', address: row?.privateIps[0] ?? '' };
};

describe('a connection', () => {
  it('is one record each way and minute, between private address and remote, on the same ports', () => {
    estate.log();
    estate.flow();
    estate.pass(FIRST);
    const lines = estate.traffic();
    expect(lines).toHaveLength(10);
    const [out, back] = lines;
    expect(out).toMatchObject({
      version: '2',
      'account-id': '111122223333',
      'interface-id': estate.eni,
      srcaddr: estate.address,
      dstaddr: C2,
      dstport: '443',
      protocol: '6',
      action: 'ACCEPT',
      'log-status': 'OK',
    });
    expect(back).toMatchObject({ srcaddr: C2, srcport: '443', dstaddr: estate.address, dstport: out?.['srcport'] });
    expect(new Set(lines.map(({ srcport, dstport }) => (dstport === '443' ? srcport : dstport))).size).toBe(1);
    expect(lines.every(({ packets, bytes }) => Number(packets) > 0 && Number(bytes) > Number(packets))).toBe(true);
  });

  it('that is tracked shows as accepted long after its host was put into closed groups', () => {
    estate.log();
    const c2 = estate.flow();
    estate.wear(estate.quarantine);
    estate.pass(30 * MINUTE);
    expect(estate.now(c2)?.endedAt).toBeUndefined();
    expect(actions(estate.traffic())).toEqual(['ACCEPT']);
    expect(estate.traffic()).toHaveLength(40);
  });

  it('shows no more after its end', () => {
    estate.log();
    const c2 = estate.flow();
    estate.wear(estate.open);
    estate.pass(2 * MINUTE);
    estate.wear(estate.quarantine);
    const end = Math.floor((estate.now(c2)?.endedAt ?? 0) / 1_000);
    estate.pass(30 * MINUTE);
    const ends = estate.traffic().map((line) => Number(line['end']));
    expect(Math.max(...ends)).toBeLessThanOrEqual(end);
    expect(Math.max(...ends)).toBeGreaterThan(end - 5);
  });

  it('that is idle shows when it was opened, and not while it says nothing', () => {
    estate.log();
    estate.flow({ busy: false });
    estate.pass(60 * MINUTE);
    expect(estate.traffic()).toHaveLength(2);
  });

  it('within the VPC shows at both interfaces', () => {
    estate.log({ LogFormat: '${interface-id} ${srcaddr} ${dstaddr} ${flow-direction}' });
    const other = neighbour('t3.micro', estate.open);
    estate.flow({ kind: 'lateral', remote: other.address, port: 5432, busy: false });
    estate.pass(FIRST);
    const [here, there] = [estate.address, other.address];
    expect(estate.traffic(there).map((line) => Object.values(line))).toEqual([
      [estate.eni, here, there, 'egress'],
      [estate.eni, there, here, 'ingress'],
      [other.id, here, there, 'ingress'],
      [other.id, there, here, 'egress'],
    ]);
  });
});

describe('what AWS does not log', () => {
  it.each([
    ['a tunnel through Amazon DNS', { kind: 'dns', remote: '172.31.0.2', protocol: 'udp', port: 53 }],
    ['command and control through Amazon DNS', { kind: 'c2', remote: '172.31.0.2', protocol: 'udp', port: 53 }],
    ['instance metadata', { kind: 'imds', remote: '169.254.169.254', port: 80 }],
    ['Amazon Time Sync', { kind: 'web', remote: '169.254.169.123', protocol: 'udp', port: 123 }],
  ] as const)('%s: there is no file, and beside other traffic not a record', (_name, spec) => {
    estate.log();
    expect(estate.flow(spec)).toBeDefined();
    estate.pass(60 * MINUTE);
    expect(estate.keys()).toEqual([]);
    estate.flow();
    estate.pass(FIRST);
    expect(estate.traffic(spec.remote)).toEqual([]);
    expect(estate.traffic()).not.toEqual([]);
  });

  it('a host with a tunnel through Amazon DNS and nothing else has no data, where others have', () => {
    estate.log();
    const other = neighbour();
    estate.flow({ kind: 'dns', remote: '172.31.0.2', protocol: 'udp', port: 53 });
    estate.pass(5 * MINUTE);
    estate.flow({ interfaceId: other.id });
    estate.pass(FIRST);
    const own = estate.lines().filter((line) => line['interface-id'] === estate.eni);
    expect(new Set(own.map((line) => line['log-status']))).toEqual(new Set(['NODATA']));
    expect(Object.values(own[0] ?? {}).slice(3, 10)).toEqual(['-', '-', '-', '-', '-', '-', '-']);
    expect(own[0]).toMatchObject({ version: '2', 'account-id': '111122223333', action: '-' });
  });
});

describe('an attacker who tries again and again', () => {
  /** What was seen after the flow had ended. */
  const triesOf = (flow: FlowRecord | undefined, remote = C2): readonly Line[] =>
    estate.traffic(remote).filter(({ start }) => Number(start) * 1_000 > (estate.now(flow)?.endedAt ?? Infinity));

  const denyInbound = (): void => {
    const { NetworkAcls } = estate.compute<{ NetworkAcls: { NetworkAclId: string }[] }>('DescribeNetworkAcls', {
      Filters: [{ Name: 'association.subnet-id', Values: [estate.subnetId] }],
    });
    estate.change('CreateNetworkAclEntry', {
      NetworkAclId: NetworkAcls[0]?.NetworkAclId,
      RuleNumber: 1,
      Protocol: '-1',
      RuleAction: 'deny',
      Egress: false,
      CidrBlock: `${C2}/32`,
    });
  };

  it('is rejected by the groups: accepted before, rejected every ten seconds after, each time from another port', () => {
    estate.log();
    estate.flow({ reconnects: true });
    estate.wear(estate.open);
    estate.pass(5 * MINUTE);
    estate.wear(estate.quarantine);
    estate.pass(FIRST + 5 * MINUTE);
    const rejected = estate.traffic().filter(({ action }) => action === 'REJECT');
    expect(rejected.length).toBeGreaterThanOrEqual(29);
    expect(rejected.every(({ srcaddr, packets }) => srcaddr === estate.address && packets === '1')).toBe(true);
    expect(new Set(rejected.map(({ srcport }) => srcport)).size).toBeGreaterThan(rejected.length / 2);
    const gaps = rejected.slice(1).map((line, index) => Number(line['start']) - Number(rejected[index]?.['start']));
    expect(new Set(gaps)).toEqual(new Set([10]));
    const accepted = estate.traffic().filter(({ action }) => action === 'ACCEPT');
    expect(Math.max(...accepted.map((line) => Number(line['end'])))).toBeLessThanOrEqual(
      Number(rejected[0]?.['start']),
    );
  });

  it('is rejected at its own side where somebody outside tries to come in', () => {
    estate.log();
    estate.flow({ kind: 'ssh', direction: 'in', remote: '203.0.113.9', port: 22, reconnects: true });
    estate.wear(estate.open);
    estate.wear(estate.quarantine);
    estate.pass(FIRST);
    const rejected = estate.traffic('203.0.113.9').filter(({ action }) => action === 'REJECT');
    expect(rejected[0]).toMatchObject({ srcaddr: '203.0.113.9', dstaddr: estate.address, dstport: '22' });
  });

  it('is accepted on its way out and rejected on its way back by a network ACL, which keeps no state', () => {
    estate.log();
    const c2 = estate.flow({ reconnects: true });
    estate.pass(5 * MINUTE);
    denyInbound();
    estate.pass(FIRST + 5 * MINUTE);
    const tries = triesOf(c2);
    const of = (action: string) => tries.filter((line) => line['action'] === action);
    const sources = (action: string) => [...new Set(of(action).map(({ srcaddr }) => srcaddr))];
    expect([sources('ACCEPT'), sources('REJECT')]).toEqual([[estate.address], [C2]]);
    expect(of('ACCEPT')).toHaveLength(of('REJECT').length);
  });

  it('is heard of no more when its host is stopped', () => {
    estate.log();
    estate.flow({ reconnects: true });
    estate.pass(5 * MINUTE);
    estate.change('StopInstances', { InstanceIds: [estate.host] });
    estate.pass(60 * MINUTE);
    const before = estate.keys().length;
    expect(actions(estate.traffic())).toEqual(['ACCEPT']);
    estate.pass(60 * MINUTE);
    expect(estate.keys()).toHaveLength(before);
  });

  it('is rejected at the other interface where that one is closed', () => {
    estate.log();
    const other = neighbour('t3.micro', estate.open);
    estate.wear(estate.open);
    const lateral = estate.flow({ kind: 'lateral', remote: other.address, port: 5432, reconnects: true });
    const closeOther = { NetworkInterfaceId: other.id, Groups: [estate.quarantine] };
    estate.change('ModifyNetworkInterfaceAttribute', closeOther);
    estate.pass(FIRST);
    const tries = triesOf(lateral, other.address);
    const at = (id: string) => actions(tries.filter((line) => line['interface-id'] === id));
    expect([at(estate.eni), at(other.id)]).toEqual([['ACCEPT'], ['REJECT']]);
  });

  it('is rejected for the sake of VPC Block Public Access, which has no bytes', () => {
    estate.log({ LogFormat: '${version} ${srcaddr} ${dstaddr} ${bytes} ${action} ${reject-reason}' });
    estate.flow({ reconnects: true });
    estate.change('ModifyVpcBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' });
    estate.pass(FIRST);
    const rejected = estate.traffic().filter(({ action }) => action === 'REJECT');
    expect(rejected[0]).toEqual({
      version: '8',
      srcaddr: estate.address,
      dstaddr: C2,
      bytes: '-',
      action: 'REJECT',
      'reject-reason': 'BPA',
    });
  });
});

describe('a flow log', () => {
  it('shows only what was rejected, or accepted, when it is of that', () => {
    estate.log({ TrafficType: 'REJECT' });
    estate.log({ TrafficType: 'ACCEPT', ResourceType: 'NetworkInterface', ResourceIds: [estate.eni] });
    estate.flow({ reconnects: true });
    estate.wear(estate.open);
    estate.pass(5 * MINUTE);
    expect(estate.keys()).toEqual([]);
    estate.wear(estate.quarantine);
    estate.pass(FIRST + 5 * MINUTE);
    const byLog = estate.texts().map((text) => actions(linesOf(text).filter((line) => line['log-status'] === 'OK')));
    expect(byLog.every((one) => one.length === 1)).toBe(true);
    expect(new Set(byLog.flat())).toEqual(new Set(['ACCEPT', 'REJECT']));
  });

  it('of a subnet or an interface shows nothing of others', () => {
    const other = neighbour();
    estate.log({ ResourceType: 'NetworkInterface', ResourceIds: [other.id] });
    estate.flow();
    estate.pass(FIRST);
    expect(estate.keys()).toEqual([]);
    estate.flow({ interfaceId: other.id });
    estate.pass(FIRST);
    expect(new Set(estate.lines().map((line) => line['interface-id']))).toEqual(new Set([other.id]));
  });

  it('writes the fields of its format in their order, and `-` for what it does not know', () => {
    const names =
      'version vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type traffic-path flow-direction';
    estate.log({
      LogFormat: names
        .split(' ')
        .map((name) => `\${${name}}`)
        .join(' '),
    });
    estate.flow();
    estate.pass(FIRST);
    const [header, first, second] = estate.texts()[0]?.split('\n') ?? [];
    expect(header).toBe(names);
    const place = `5 ${estate.vpcId} ${estate.subnetId} ${estate.host}`;
    const zone = /eu-west-1 euw1-az\d - -/.source;
    expect(first).toMatch(new RegExp(`^${place} 2 IPv4 ${estate.address} ${C2} ${zone} egress$`));
    expect(second).toMatch(new RegExp(`^${place} 18 IPv4 ${C2} ${estate.address} ${zone} ingress$`));
    expect(estate.texts()[0]?.split('\n')[3]).toContain(' 0 IPv4 ');
  });

  it('takes ten minutes into one record where that is asked for and the host is not of the Nitro system', () => {
    const old = neighbour('t2.micro');
    estate.pass(10 * MINUTE - (estate.world.clock.now() % (10 * MINUTE)) + 10);
    estate.log({ MaxAggregationInterval: 600 });
    estate.flow();
    estate.flow({ interfaceId: old.id });
    estate.pass(20 * MINUTE);
    const at = (id: string) => estate.traffic().filter((line) => line['interface-id'] === id && line['dstaddr'] === C2);
    expect(at(estate.eni)).toHaveLength(10);
    expect(at(old.id)).toHaveLength(1);
    const [{ start = '', end = '' } = {}] = at(old.id);
    expect(Number(end) - Number(start)).toBe(599);
  });
});
