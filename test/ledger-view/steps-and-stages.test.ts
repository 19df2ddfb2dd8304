import { describe, expect, it } from '@jest/globals';
import { isolate } from '../ledger/fixtures/plans.js';
import { openBook, planOf, step, undoOf, type Story } from './book.js';

const { story } = await openBook();

const approved = async (...plan: Parameters<Story['planned']>): Promise<Story> => {
  const one = await story().opened();
  await one.decided(await one.planned(...plan), 'approve');
  return one;
};

describe('a step, as its entries tell it, is', () => {
  it('planned until its plan is approved, then pending', async () => {
    const one = await story().opened();
    const gate = await one.planned();
    expect(await one.step()).toMatchObject({ state: 'planned', attempt: 0, startedAt: null, endedAt: null });
    await one.decided(gate, 'approve');
    expect((await one.step()).state).toBe('pending');
  });

  it('applying, applied and verified, in that order', async () => {
    const one = await approved();
    await one.outcome('applying');
    expect(await one.step()).toMatchObject({ state: 'applying', attempt: 1, endedAt: null });
    await one.outcome('applied');
    expect((await one.step()).state).toBe('applied');
    await one.verified();
    expect(await one.step()).toMatchObject({ state: 'verified', verification: { holds: true, facts: ['it reads'] } });
    expect((await one.step()).endedAt).not.toBeNull();
  });

  it('not verified while what AWS reads back does not hold', async () => {
    const one = await approved();
    await one.outcome('applying');
    await one.outcome('applied');
    await one.verified(false);
    expect(await one.step()).toMatchObject({ state: 'applied', verification: { holds: false } });
  });

  it('verified, whatever an attempt that nobody waits for any more says afterwards', async () => {
    const one = await approved();
    await one.outcome('applying');
    await one.outcome('applying', { attempt: 2 });
    await one.outcome('applied', { attempt: 2 });
    await one.verified();
    const { endedAt } = await one.step();
    await one.outcome('applied');
    expect(await one.step()).toMatchObject({ state: 'verified', endedAt });
  });

  it('counted by how often it was begun, and rid of its error when begun anew', async () => {
    const one = await approved();
    await one.outcome('applying');
    await one.failed();
    expect(await one.step()).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'AccessDenied', hint: 'allow it' },
    });
    await one.outcome('applying', { attempt: 1_001 });
    expect(await one.step()).toMatchObject({ state: 'applying', attempt: 2, error: null, endedAt: null });
  });

  it('skipped when somebody said so', async () => {
    const one = await approved();
    await one.decided(await one.failed(), 'skip');
    await one.outcome('skipped', { note: 'not needed' });
    expect((await one.step()).state).toBe('skipped');
  });

  it('as far as its newest note says', async () => {
    const one = await approved();
    await one.outcome('applying');
    await one.outcome('progress', { note: 'snapshots 10 %' });
    await one.outcome('progress', { output: { before: [] } });
    expect(await one.step()).toMatchObject({ state: 'applying', progress: 'snapshots 10 %' });
  });

  it('untouched by what is said of other steps', async () => {
    const one = await approved();
    await one.outcome('applying', { step: 'contain/i-2/isolateInstance' });
    expect(await one.step()).toMatchObject({ state: 'pending', attempt: 0 });
  });

  it('undoing, undone or undo-failed, in the run and in its release alike', async () => {
    const one = await approved();
    await one.outcome('applying');
    await one.outcome('applied');
    await one.releaseRequested('release-1');
    await one.decided(await one.planned(undoOf('release-1'), 'release-1'), 'approve');
    const both = async () => [(await one.step()).state, (await one.step(`release-1/${step}`)).state];
    expect(await both()).toEqual(['applied', 'pending']);
    await one.undo('undoing');
    expect(await both()).toEqual(['undoing', 'undoing']);
    await one.failed({ step: `release-1/${step}` });
    await one.undo('undo-failed');
    expect(await both()).toEqual(['undo-failed', 'undo-failed']);
    await one.undo('undoing');
    await one.undo('undone');
    expect(await both()).toEqual(['undone', 'undone']);
    expect(await one.step(`release-1/${step}`)).toMatchObject({
      attempt: 2,
      error: null,
      verification: { facts: ['put back'] },
    });
  });
});

describe('a stage, as its entries tell it, is', () => {
  const stage = async (one: Story, name = 'contain') =>
    (await one.view()).stages.find((each) => each.name === name)?.state;

  it('waiting, pending, running and completed', async () => {
    const one = await story().opened();
    const gate = await one.planned();
    expect(await stage(one)).toBe('waiting');
    await one.decided(gate, 'approve');
    expect(await stage(one)).toBe('pending');
    await one.outcome('applying');
    expect(await stage(one)).toBe('running');
    await one.outcome('applied');
    await one.verified();
    expect(await stage(one)).toBe('completed');
  });

  it('failed when a blocking step failed, completed when a best-effort one did', async () => {
    const blocking = await approved();
    await blocking.failed();
    expect(await stage(blocking)).toBe('failed');
    const best = await approved(planOf('contain', { ...isolate, blocking: false }));
    await best.outcome('failed', { error: { code: 'x', message: 'y', hint: null } });
    expect(await stage(best)).toBe('completed');
  });

  it('skipped when all of it was', async () => {
    const one = await approved();
    await one.outcome('skipped');
    expect(await stage(one)).toBe('skipped');
  });

  it('cancelled when the run ended before any of it began', async () => {
    const early = await story().opened();
    await early.planned();
    await early.state('cancelled');
    expect(await stage(early)).toBe('cancelled');
  });

  it('whole when only a part of it was asked again: the rest keeps the plan it had', async () => {
    const other = { ...isolate, step: 'contain/i-1/second' };
    const one = await approved(planOf('contain', isolate, other));
    await one.outcome('applying');
    await one.outcome('applied');
    await one.verified();
    const gate = await one.planned(planOf('contain', { ...other, reversible: false }), undefined, ['it moved']);
    const view = await one.view();
    expect(view.stages).toHaveLength(1);
    const steps = view.stages[0]?.tracks.flatMap((track) => track.steps) ?? [];
    expect(steps.map(({ id, state, reversible }) => [id, state, reversible])).toEqual([
      [step, 'verified', true],
      ['contain/i-1/second', 'planned', false],
    ]);
    expect(view.stages[0]).toMatchObject({ state: 'waiting', gate: { id: gate.id } });
  });

  it('shown with its plan: hashes, calls, victims and whether it can be undone', async () => {
    const one = await approved();
    const { stages, gates } = await one.view();
    expect(stages[0]?.plan).toMatchObject({ hash: gates[0]?.plan, reversible: true });
    expect(stages[0]?.plan.calls.map(({ id }) => id)).toEqual(['createGroup', 'modify:eni-01', 'modify:eni-02']);
    expect(stages[0]?.plan.stageHash).not.toBe(stages[0]?.plan.hash);
  });
});
