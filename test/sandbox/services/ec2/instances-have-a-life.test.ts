import type { Instance, InstanceStateChange, Reservation, Volume } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { disk, openMachines, type Machines } from './machines.js';

describe('an instance', () => {
  let m: Machines;
  beforeAll(() => {
    m = openMachines();
  });
  afterAll(() => m.close());

  const one = (id: string) => ({ InstanceIds: [id] });
  const change = (operation: string, id: string, more = {}) => {
    const answer = m.ask<Record<string, InstanceStateChange[]>>(operation, { ...one(id), ...more });
    const [first] = Object.values(answer)[0] ?? [];
    return [first?.PreviousState?.Name, first?.CurrentState?.Name];
  };

  it('is pending, runs, stops, starts and ends, each in its own time', () => {
    const { InstanceId: id = '', State } = m.launch();
    expect(State).toEqual({ Code: 0, Name: 'pending' });
    expect(m.state(id)).toBe('pending');
    m.pass(5_000);
    expect(m.instance(id).State).toEqual({ Code: 16, Name: 'running' });
    expect(change('StopInstances', id)).toEqual(['running', 'stopping']);
    expect(m.refused('StartInstances', one(id))).toBe('IncorrectInstanceState');
    m.pass(10_000);
    expect(m.state(id)).toBe('stopped');
    expect(change('StopInstances', id)).toEqual(['stopped', 'stopped']);
    expect(m.refused('RebootInstances', one(id))).toBe('IncorrectInstanceState');
    expect(change('StartInstances', id)).toEqual(['stopped', 'pending']);
    m.pass(5_000);
    expect(change('StartInstances', id)).toEqual(['running', 'running']);
    expect(change('TerminateInstances', id)).toEqual(['running', 'shutting-down']);
    m.pass(10_000);
    expect(m.state(id)).toBe('terminated');
    expect(change('TerminateInstances', id)).toEqual(['terminated', 'terminated']);
    for (const operation of ['StartInstances', 'StopInstances'])
      expect(m.refused(operation, one(id))).toBe('IncorrectInstanceState');
  });

  it('cannot be stopped before it has run', () => {
    const { InstanceId = '' } = m.launch();
    expect(m.refused('StopInstances', one(InstanceId))).toBe('IncorrectInstanceState');
  });

  it('tells why it stopped, and forgets it when it starts', () => {
    const id = m.running();
    expect(m.instance(id).StateTransitionReason).toBe('');
    m.ask('StopInstances', one(id));
    expect(m.instance(id).StateTransitionReason).toMatch(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/);
    expect(m.instance(id).StateReason?.Code).toBe('Client.UserInitiatedShutdown');
    m.pass(60_000);
    m.ask('StartInstances', one(id));
    expect(m.instance(id).StateReason).toBeUndefined();
  });

  it('takes its disks and interfaces away with it, except those that are to stay, and is forgotten in an hour', () => {
    const { InstanceId: id = '', NetworkInterfaces = [] } = m.launch({
      BlockDeviceMappings: [disk('/dev/xvda', 8), disk('/dev/sdf', 8, { DeleteOnTermination: false })],
    });
    m.pass(60_000);
    const volumes = (m.instance(id).BlockDeviceMappings ?? []).map((each) => each.Ebs?.VolumeId ?? '');
    m.ask('TerminateInstances', one(id));
    expect(m.instance(id).NetworkInterfaces).toHaveLength(1);
    m.pass(10_000);
    expect(m.instance(id)).toMatchObject({ NetworkInterfaces: [], BlockDeviceMappings: [], SecurityGroups: [] });
    expect(m.refused('DescribeVolumes', { VolumeIds: [volumes[0]] })).toBe('InvalidVolume.NotFound');
    const { Volumes } = m.ask<{ Volumes: Volume[] }>('DescribeVolumes', { VolumeIds: [volumes[1]] });
    expect(Volumes[0]).toMatchObject({ State: 'available', Attachments: [] });
    expect(NetworkInterfaces).toHaveLength(1);
    m.pass(3_600_000);
    expect(m.refused('DescribeInstances', one(id))).toBe('InvalidInstanceID.NotFound');
  });

  it('gets a new public address each time it starts, and has none while it is stopped', () => {
    const id = m.running();
    const first = m.instance(id).PublicIpAddress;
    expect(first).toBeDefined();
    m.ask('StopInstances', one(id));
    m.pass(60_000);
    expect(m.instance(id).PublicIpAddress).toBeUndefined();
    m.ask('StartInstances', one(id));
    expect(m.instance(id).PublicIpAddress).toBeDefined();
    expect(m.instance(id).PublicIpAddress).not.toBe(first);
  });

  it('does nothing to any when one of several ids is unknown', () => {
    const id = m.running();
    const InstanceIds = [id, 'i-0123456789abcdef0'];
    for (const operation of ['StopInstances', 'TerminateInstances'])
      expect(m.refused(operation, { InstanceIds })).toBe('InvalidInstanceID.NotFound');
    expect(m.state(id)).toBe('running');
    expect(m.refused('StopInstances', { InstanceIds: ['i-nonsense'] })).toBe('InvalidInstanceID.Malformed');
  });

  it('does nothing on a dry run, which names unknown ids', () => {
    const id = m.running();
    expect(m.refused('StopInstances', { ...one(id), DryRun: true })).toBe('DryRunOperation');
    expect(m.state(id)).toBe('running');
    expect(m.refused('StopInstances', { ...one('i-0123456789abcdef0'), DryRun: true })).toBe(
      'InvalidInstanceID.NotFound',
    );
  });

  it('is found by filters, page by page, and by ids without pages', () => {
    const reservation = m.ask<Reservation>('RunInstances', {
      ImageId: 'ami-0f1eb4ea0000000a1',
      InstanceType: 't3.small',
      MinCount: 6,
      MaxCount: 6,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'fleet', Value: 'six' }] }],
    });
    const Filters = [
      { Name: 'tag:fleet', Values: ['s?x'] },
      { Name: 'instance-state-name', Values: ['pending', 'running'] },
    ];
    type Found = { readonly Reservations: Reservation[]; readonly NextToken?: string };
    const first = m.ask<Found>('DescribeInstances', { Filters, MaxResults: 5 });
    const second = m.ask<Found>('DescribeInstances', { Filters, MaxResults: 5, NextToken: first.NextToken });
    const ids = [...first.Reservations, ...second.Reservations].flatMap((each) =>
      (each.Instances ?? []).map((instance: Instance) => instance.InstanceId),
    );
    expect(ids).toEqual(reservation.Instances?.map((each) => each.InstanceId));
    expect(second.NextToken).toBeUndefined();
    expect(first.Reservations).toHaveLength(1);
    expect(m.refused('DescribeInstances', { InstanceIds: ids, MaxResults: 5 })).toBe('InvalidParameterCombination');
    expect(m.refused('DescribeInstances', { MaxResults: 4 })).toBe('InvalidParameterValue');
    expect(m.refused('DescribeInstances', { Filters: [{ Name: 'colour', Values: ['red'] }] })).toBe(
      'InvalidParameterValue',
    );
  });

  it('is in the status report only while it runs, unless all are asked for', () => {
    const id = m.running();
    type Found = { readonly InstanceStatuses: { readonly InstanceStatus: { readonly Status: string } }[] };
    const statuses = (more = {}) =>
      m
        .ask<Found>('DescribeInstanceStatus', { InstanceIds: [id], ...more })
        .InstanceStatuses.map((each) => each.InstanceStatus.Status);
    expect(statuses()).toEqual(['initializing']);
    m.pass(120_000);
    expect(statuses()).toEqual(['ok']);
    m.ask('StopInstances', one(id));
    expect(statuses()).toEqual([]);
    expect(statuses({ IncludeAllInstances: true })).toEqual(['not-applicable']);
  });
});
