import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HEALTH_CHECK } from '../../../../sandbox/services/elbv2/health-watch.js';
import { WATCH } from '../../../../sandbox/services/autoscaling/evaluation.js';
import { openWebTier, type WebTier } from './web-tier.js';

const DAY = 86_400_000;

describe('after a long sleep', () => {
  let tier: WebTier;
  beforeEach(() => {
    tier = openWebTier();
    tier.scale();
  });
  afterEach(() => tier.close());

  it('a quiet world comes up to date, and keeps the rhythm of its checks', () => {
    const due = () => new Map(tier.world.agenda.planned().map(([, { kind, at }]): [string, number] => [kind, at]));
    tier.pass(60_000);
    const before = due();
    tier.pass(365 * DAY);
    expect(tier.states()).toEqual(['InService', 'InService']);
    for (const [kind, every] of [
      [WATCH, 15_000],
      [HEALTH_CHECK, 10_000],
    ] as const) {
      const next = due().get(kind) ?? 0;
      expect(next - tier.world.clock.now()).toBeLessThanOrEqual(every);
      expect((next - (before.get(kind) ?? 0)) % every).toBe(0);
    }
  });

  it('what was wrong before it has been dealt with at its own time', () => {
    const id = tier.members()[0]?.InstanceId ?? '';
    tier.pass(60_000);
    tier.isolate(id);
    const isolated = tier.world.clock.now();
    tier.pass(30 * DAY);
    expect(tier.states()).toEqual(['InService', 'InService']);
    const ended = tier
      .activities()
      .find(({ Description = '' }) => Description.includes(id) && Description.startsWith('Terminating'));
    expect(Number(ended?.StartTime) - isolated).toBeLessThanOrEqual(45_000);
  });
});
