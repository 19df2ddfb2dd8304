import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openWebTier, type WebTier } from './web-tier.js';

describe('an instance refresh', () => {
  let tier: WebTier;
  let before: readonly string[];
  beforeEach(() => {
    tier = openWebTier();
    tier.scale();
    before = tier.members().map((one) => one.InstanceId ?? '');
  });
  afterEach(() => tier.close());

  const start = (Preferences: object = {}) =>
    tier.scaling('StartInstanceRefresh', {
      AutoScalingGroupName: 'web',
      Preferences: { InstanceWarmup: 0, MinHealthyPercentage: 50, ...Preferences },
    });
  const refresh = (): InstanceRefresh | undefined =>
    tier.scaling<{ InstanceRefreshes: InstanceRefresh[] }>('DescribeInstanceRefreshes', {
      AutoScalingGroupName: 'web',
    }).InstanceRefreshes[0];
  const standBy = () => {
    tier.scaling('EnterStandby', {
      AutoScalingGroupName: 'web',
      InstanceIds: [before[0]],
      ShouldDecrementDesiredCapacity: false,
    });
    tier.pass(180_000);
  };

  it('replaces one instance after another', () => {
    start();
    tier.pass(5_000);
    expect(tier.states().filter((state) => state === 'Terminating')).toHaveLength(1);
    tier.pass(600_000);
    expect(refresh()).toMatchObject({ Status: 'Successful', PercentageComplete: 100 });
    expect(before.map(tier.state)).toEqual(['terminated', 'terminated']);
    expect(tier.states()).toEqual(['InService', 'InService']);
  });

  it('ends instances on standby when it is told to', () => {
    standBy();
    start({ StandbyInstances: 'Terminate' });
    tier.pass(900_000);
    expect(tier.state(before[0] ?? '')).toBe('terminated');
    expect(refresh()?.Status).toBe('Successful');
  });

  it('leaves them when it is told to ignore them', () => {
    standBy();
    start({ StandbyInstances: 'Ignore' });
    tier.pass(900_000);
    expect(tier.state(before[0] ?? '')).toBe('running');
    expect(refresh()?.Status).toBe('Successful');
  });

  it('waits an hour for them otherwise, and fails', () => {
    standBy();
    start();
    tier.pass(1_800_000);
    expect(refresh()?.Status).toBe('InProgress');
    tier.pass(2_700_000);
    expect(refresh()?.Status).toBe('Failed');
    expect(tier.state(before[0] ?? '')).toBe('running');
  });

  it('stands still while InstanceRefresh is suspended, and can be cancelled', () => {
    tier.scaling('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['InstanceRefresh'] });
    start();
    tier.pass(600_000);
    expect(before.map(tier.state)).toEqual(['running', 'running']);
    expect(() => start()).toThrow('already in progress');
    tier.scaling('CancelInstanceRefresh', { AutoScalingGroupName: 'web' });
    tier.pass(30_000);
    expect(refresh()?.Status).toBe('Cancelled');
    expect(tier.refusedScaling('CancelInstanceRefresh', { AutoScalingGroupName: 'web' })).toBe(
      'ActiveInstanceRefreshNotFound',
    );
  });
});
