import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DescribeInstanceInformationResult, InstanceInformation } from '@aws-sdk/client-ssm';
import { shapeHost } from '../../../../sandbox/hosts/host.js';
import { instancesIn, profileAssociationsIn } from '../../../../sandbox/services/ec2/records.js';
import { ssm } from '../../../../sandbox/services/ssm/index.js';
import {
  addInstance,
  APP,
  giveRole,
  MINUTE,
  moveToGroups,
  OPEN,
  openHosts,
  SEALED,
  setState,
  WEB,
  WIN,
} from '../../hosts/stage.js';
import type { Bench } from '../harness.js';

const NEW = 'i-0aaaaaaaaaaaaaaa4';
const HOUR = 60 * MINUTE;

let bench: Bench;
beforeEach(() => {
  bench = openHosts();
});
afterEach(() => bench.close());

const nodes = (input: object = {}): readonly InstanceInformation[] =>
  bench.call<DescribeInstanceInformationResult>(ssm, 'DescribeInstanceInformation', input).InstanceInformationList ??
  [];

const ping = (id: string): string | undefined => nodes().find((one) => one.InstanceId === id)?.PingStatus;

const connection = (Target: string): string =>
  bench.call<{ Status: string }>(ssm, 'GetConnectionStatus', { Target }).Status;

const keep = (work: () => void): void => bench.world.store.transact(work);

describe('a managed node', () => {
  test('is online with its platform, address and agent', () => {
    expect(nodes().map((one) => [one.InstanceId, one.PingStatus, one.PlatformType, one.IPAddress])).toEqual([
      [WEB, 'Online', 'Linux', '10.0.1.11'],
      [APP, 'Online', 'Linux', '10.0.1.12'],
      [WIN, 'Online', 'Windows', '10.0.1.13'],
    ]);
  });

  test('is lost five minutes after its groups cut it off, and cannot be connected to at once', () => {
    moveToGroups(bench, WEB, [SEALED]);
    expect([ping(WEB), connection(WEB)]).toEqual(['Online', 'notconnected']);
    bench.pass(4 * MINUTE);
    expect(ping(WEB)).toBe('Online');
    bench.pass(2 * MINUTE);
    expect([ping(WEB), ping(APP)]).toEqual(['ConnectionLost', 'Online']);
    moveToGroups(bench, WEB, [OPEN]);
    bench.pass(MINUTE);
    expect([ping(WEB), connection(WEB)]).toEqual(['Online', 'connected']);
  });

  test('is lost at once when the role is denied, and hours later when only the profile is taken away', () => {
    keep(() => {
      const mine = profileAssociationsIn(bench.place)
        .all()
        .find((one) => one.instanceId === WEB);
      profileAssociationsIn(bench.place).delete(mine?.id ?? '');
    });
    bench.pass(HOUR);
    expect(ping(WEB)).toBe('Online');
    bench.pass(6 * HOUR);
    expect([ping(WEB), ping(APP)]).toEqual(['ConnectionLost', 'Online']);
    keep(() => giveRole(bench.place, ['s3:*']));
    bench.pass(6 * MINUTE);
    expect(ping(APP)).toBe('ConnectionLost');
  });

  test('is lost hours after its metadata service was closed', () => {
    keep(() =>
      instancesIn(bench.place).update(WEB, (one) => ({ ...one, metadata: { ...one.metadata, endpoint: 'disabled' } })),
    );
    bench.pass(4 * HOUR);
    expect(ping(WEB)).toBe('Online');
    bench.pass(4 * HOUR);
    expect(ping(WEB)).toBe('ConnectionLost');
  });

  test('is not shown while its instance is stopped, and no more once it is terminated', () => {
    setState(bench, WEB, 'stopped');
    setState(bench, APP, 'terminated');
    bench.pass(MINUTE);
    expect(nodes().map((one) => one.InstanceId)).toEqual([WIN]);
    setState(bench, WEB, 'running');
    bench.pass(2 * MINUTE);
    expect(ping(WEB)).toBe('Online');
  });

  test('is none without an agent in its image, and not before its system has started', () => {
    keep(() => {
      addInstance(bench.place, NEW, 14);
      shapeHost(bench.place, NEW, { agent: { installed: false, version: '' } });
    });
    bench.pass(10 * MINUTE);
    expect(ping(NEW)).toBeUndefined();
    keep(() => shapeHost(bench.place, NEW, { agent: { installed: true, version: '3.3.1.0' } }));
    setState(bench, NEW, 'running');
    expect(connection(NEW)).toBe('notconnected');
    bench.pass(2 * MINUTE);
    expect(ping(NEW)).toBe('Online');
  });
});

describe('filters of managed nodes', () => {
  test('select by id, platform, status and reject what is unknown', () => {
    const by = (Key: string, ...Values: string[]): unknown[] =>
      nodes({ Filters: [{ Key, Values }] }).map((one) => one.InstanceId);
    expect(by('InstanceIds', APP)).toEqual([APP]);
    expect(by('PlatformTypes', 'Windows')).toEqual([WIN]);
    expect(by('PingStatus', 'ConnectionLost')).toEqual([]);
    const refused = (Key: string, value: string): string =>
      bench.refusal(ssm, 'DescribeInstanceInformation', { Filters: [{ Key, Values: [value] }] });
    expect(refused('InstanceIds', 'i-0fffffffffffffff9')).toBe('InvalidInstanceId');
    expect(refused('Colour', 'red')).toBe('InvalidFilterKey');
    expect(refused('PingStatus', 'Lost')).toBe('InvalidInstanceInformationFilterValue');
  });

  test('come in pages', () => {
    keep(() => {
      for (let host = 20; host < 26; host += 1) addInstance(bench.place, `i-0cccccccccccccc${host}`, host);
    });
    bench.pass(2 * MINUTE);
    const first = bench.call<DescribeInstanceInformationResult>(ssm, 'DescribeInstanceInformation', { MaxResults: 5 });
    expect(first.InstanceInformationList).toHaveLength(5);
    expect(nodes({ MaxResults: 5, NextToken: first.NextToken })).toHaveLength(4);
    expect(bench.refusal(ssm, 'DescribeInstanceInformation', { NextToken: 'x' })).toBe('InvalidNextToken');
  });
});

describe('inventory', () => {
  test('holds what the host says of itself and its software', () => {
    const software = bench.call<{ Entries: Record<string, string>[] }>(ssm, 'ListInventoryEntries', {
      InstanceId: WEB,
      TypeName: 'AWS:Application',
    });
    expect(software.Entries.map((one) => one['Name'])).toContain('nginx');
    const all = bench.call<{ Entities: { Id: string }[] }>(ssm, 'GetInventory');
    expect(all.Entities.map((one) => one.Id)).toEqual([WEB, APP, WIN]);
  });

  test('is refused for what is no managed node', () => {
    const input = { InstanceId: 'i-0fffffffffffffff9', TypeName: 'AWS:Application' };
    expect(bench.refusal(ssm, 'ListInventoryEntries', input)).toBe('InvalidInstanceId');
    expect(bench.refusal(ssm, 'ListInventoryEntries', { InstanceId: WEB, TypeName: 'AWS:Sock' })).toBe(
      'InvalidTypeNameException',
    );
  });

  test('of patches and associations is empty where nobody set them up', () => {
    expect(bench.call(ssm, 'DescribeInstancePatchStates', { InstanceIds: [WEB] })).toEqual({ InstancePatchStates: [] });
    expect(bench.call(ssm, 'DescribeInstanceAssociationsStatus', { InstanceId: WEB })).toEqual({
      InstanceAssociationStatusInfos: [],
    });
  });
});
