import { describe, expect, it } from '@jest/globals';
import { runText } from '../../cli/output/run-text.js';
import { openBook, step, undoOf } from './book.js';

const { story } = await openBook();

describe('a run, as its entries tell it, is', () => {
  it('unknown before it was opened', async () => {
    const one = story();
    await one.tell('note', { run: one.run, text: 'a note alone opens nothing' });
    await expect(one.view()).rejects.toThrow('never opened');
  });

  it('planning until a plan is put to people', async () => {
    const one = await story().opened();
    expect(await one.view()).toMatchObject({ state: 'planning', endedAt: null, reason: null, targets: ['i-1'] });
  });

  it('waiting while a plan is asked, and running once it is approved', async () => {
    const one = await story().opened();
    const gate = await one.planned();
    expect(await one.view()).toMatchObject({ state: 'waiting', progress: { done: 0, total: 1 } });
    await one.decided(gate, 'approve');
    expect(await one.view()).toMatchObject({ state: 'running', endedAt: null });
  });

  it('at a failed step until somebody decides, then running again', async () => {
    const one = await story().opened();
    await one.decided(await one.planned(), 'approve');
    const gate = await one.failed();
    expect((await one.view()).state).toBe('failed-step');
    await one.decided(gate, 'retry');
    expect((await one.view()).state).toBe('running');
  });

  it.each(['completed', 'denied', 'cancelled', 'failed'] as const)(
    '%s when its end says so, with the reason',
    async (state) => {
      const one = await story().opened();
      await one.planned();
      await one.state(state, { reason: 'because' });
      const view = await one.view();
      expect(view).toMatchObject({ state, reason: 'because' });
      expect(view.endedAt).toMatch(/^\d{4}-/);
    },
  );

  it('waiting, releasing and released while what it changed is put back', async () => {
    const one = await story().opened();
    await one.decided(await one.planned(), 'approve');
    await one.state('completed');
    await one.releaseRequested('release-1');
    expect(await one.view()).toMatchObject({ state: 'releasing', release: 'release-1', endedAt: null });
    const gate = await one.planned(undoOf('release-1'), 'release-1');
    expect((await one.view()).state).toBe('waiting');
    await one.decided(gate, 'approve', 'edsger');
    expect((await one.view()).state).toBe('releasing');
    await one.state('released', { release: 'release-1' });
    expect(await one.view()).toMatchObject({ state: 'released', reason: null });
    expect((await one.view()).endedAt).not.toBeNull();
  });

  it.each(['denied', 'cancelled', 'failed'] as const)(
    'what it was when its release ends %s, and says why',
    async (end) => {
      const one = await story().opened();
      await one.decided(await one.planned(), 'approve');
      await one.state('completed');
      await one.releaseRequested('release-1');
      await one.planned(undoOf('release-1'), 'release-1');
      await one.state(end, { release: 'release-1', reason: 'the release came to nothing' });
      expect(await one.view()).toMatchObject({
        state: 'completed',
        reason: 'release-1: the release came to nothing',
        release: 'release-1',
      });
    },
  );

  it.each(['denied', 'cancelled', 'failed'] as const)(
    '%s for its own reason after a release that came to nothing, which is told apart',
    async (state) => {
      const one = await story().opened();
      await one.planned();
      await one.state(state, { reason: 'the wrong host' });
      await one.releaseRequested('release-1');
      await one.state('failed', { release: 'release-1', reason: 'nothing to put back' });
      const releaseFailure = 'release-1: nothing to put back';
      expect(await one.view()).toMatchObject({ state, reason: 'the wrong host', releaseFailure });
      expect(runText(await one.view())).toContain(`${state} (the wrong host)\nnot released, ${releaseFailure}\n`);
    },
  );

  it('released, and nothing else, whatever a later release finds', async () => {
    const one = await story().opened();
    await one.planned();
    await one.state('completed');
    await one.releaseRequested('release-1');
    await one.state('released', { release: 'release-1' });
    await one.releaseRequested('release-2');
    await one.state('failed', { release: 'release-2', reason: 'Nothing is left to put back.' });
    expect(await one.view()).toMatchObject({ state: 'released', reason: null, releaseFailure: null });
  });

  it('ended for its own reason when the release that was asked for meanwhile cannot be planned', async () => {
    const one = await story().opened();
    await one.planned();
    await one.releaseRequested('release-1');
    await one.state('failed', { release: 'release-1', reason: 'it moved' });
    await one.state('cancelled', { reason: 'stopped' });
    expect(await one.view()).toMatchObject({ reason: 'stopped', releaseFailure: 'release-1: it moved' });
  });

  it('releasing, not ended, when the release was asked for while it was at work', async () => {
    const one = await story().opened();
    await one.decided(await one.planned(), 'approve');
    await one.releaseRequested('release-1');
    await one.state('cancelled', { reason: 'stopped' });
    expect(await one.view()).toMatchObject({ state: 'releasing', endedAt: null });
  });

  it('as far as its steps are: verified, skipped and undone ones count as done', async () => {
    const one = await story().opened();
    await one.decided(await one.planned(), 'approve');
    expect((await one.view()).progress).toEqual({ done: 0, total: 1 });
    await one.outcome('applying');
    await one.outcome('applied');
    expect((await one.view()).progress).toEqual({ done: 0, total: 1 });
    await one.verified();
    expect((await one.view()).progress).toEqual({ done: 1, total: 1 });
    // A release adds a stage, and no steps to the run's own progress.
    await one.planned(undoOf('release-1'), 'release-1');
    expect((await one.view()).progress).toEqual({ done: 1, total: 1 });
    expect((await one.step(`release-1/${step}`)).state).toBe('planned');
  });
});
