import { describe, expect, it } from '@jest/globals';
import { planText } from '../../../cli/output/plan-text.js';
import { ownTargets, wordsFor } from '../../../cli/output/shape-text.js';
import { planText as planRows } from '../../../cli/ui/screens/plan-text.js';
import type { PlanDocument, TrackPlan } from '../../../workflows/contract/plan.js';
import { isolate } from '../../ledger/fixtures/plans.js';
import { openBook, planOf } from '../../ledger-view/book.js';

const { story } = await openBook();
const hosts = Array.from({ length: 40 }, (_, at) => `i-${String(at).padStart(17, '0')}`);
const last = hosts.at(-1) ?? '';

const track = (id: string, target = `arn:aws:ec2:eu-west-1:1:instance/${id}`): TrackPlan => {
  const signed = { ...isolate, step: `contain/${id}/isolateInstance`, target };
  const [only] = planOf('contain', signed).stages[0]?.tracks[0]?.steps ?? [];
  if (!only) throw new Error('the fixture has no step');
  const danger = { severity: 'danger', message: `nobody serves in place of ${id}`, resources: [] } as const;
  const blastRadius = id === last ? [danger] : [];
  return {
    target: signed.target,
    steps: [{ signed, observed: { ...only.observed, summary: `isolate ${id}`, blastRadius } }],
  };
};

const plan: PlanDocument = {
  ...planOf('contain', isolate),
  stages: [{ name: 'contain', tracks: hosts.map((id) => track(id)) }],
};

describe('a plan for forty targets, one of which is the last of its kind,', () => {
  const shown = async () => {
    const one = await story().opened();
    await one.planned(plan);
    return one.view();
  };
  const rows = (stages: Parameters<typeof planRows>[0]): string =>
    planRows(stages, { width: 110, details: false, changes: [], standing: null })
      .map((line) => line.map(({ text }) => text).join(''))
      .join('\n');

  it('is printed as two shapes, the dangerous one first, with every target by name', async () => {
    const view = await shown();
    const text = planText(view, view.stages[0]?.plan.hash ?? '');
    expect(text).toMatch(/TARGETS 40, of 2 shapes/);
    expect(text.indexOf(`!! nobody serves in place of ${last}`)).toBeGreaterThan(0);
    expect(text.indexOf(`!! nobody serves in place of ${last}`)).toBeLessThan(text.indexOf('39 alike, as for'));
    expect(text.match(/isolate i-/g)).toHaveLength(2);
    for (const id of hosts) expect(text).toContain(id);
  });

  it('is drawn so in the console, and counts all targets for whoever types their number', async () => {
    const { stages } = await shown();
    const text = rows(stages);
    expect(text).toContain('TARGETS 40, of 2 shapes');
    expect(text).toContain(`✗ danger  ${last}: nobody serves in place of ${last}`);
    expect(text.match(/CreateSecurityGroup/g)).toHaveLength(2);
    expect(ownTargets(stages)).toHaveLength(40);
    expect(wordsFor('case-1', stages)).toBe('case-1 40');
    for (const id of hosts) expect(text).toContain(id);
  });
});

describe('a plan for targets and the group that they share', () => {
  const group = track('web', 'arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:1:autoScalingGroupName/web');
  const shown = async (...ids: readonly string[]) => {
    const one = await story().opened();
    await one.planned({ ...plan, stages: [{ name: 'contain', tracks: [...ids.map((id) => track(id)), group] }] });
    const view = await one.view();
    return { view, text: planText(view, view.stages[0]?.plan.hash ?? '') };
  };

  it('names the group where it is changed, and is meant by the name of the one that was asked for', async () => {
    const { view, text } = await shown(last);
    expect(text).toContain('  web: isolate web');
    expect(text).not.toContain('TARGETS');
    expect(view.targets).toEqual([last]);
    expect(wordsFor('case-1', view.stages)).toBe(last);
  });

  it('counts those that were asked for, where they are several', async () => {
    const { view, text } = await shown(...hosts);
    expect(text).toContain('TARGETS 40, of 2 shapes');
    expect(text).toContain('\n  what they share: web\n');
    expect(wordsFor('case-1', view.stages)).toBe('case-1 40');
  });
});
