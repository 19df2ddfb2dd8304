import { describe, expect, it } from '@jest/globals';
import { isolate, planWith } from '../ledger/fixtures/plans.js';
import { openBook, step, undoOf } from './book.js';

const { story } = await openBook();
const moved = planWith({ ...isolate, victims: ['arn:victim-3'] });

describe('a gate, as its entries tell it, is', () => {
  it('waiting, and says who asked, who may decide and until when', async () => {
    const one = await story().opened({ count: 2, roles: ['ir-lead', 'ciso'] });
    const record = await one.planned();
    expect((await one.view()).gates).toEqual([
      expect.objectContaining({
        ...record,
        state: 'waiting',
        needed: 2,
        roles: ['ir-lead', 'ciso'],
        requestedBy: 'responder',
        requester: 'ada',
        approvals: [],
        refusals: [],
      }),
    ]);
  });

  it('approved by as many people as the policy asks for, not by one under two names', async () => {
    const one = await story().opened({ count: 2 });
    const gate = await one.planned();
    await one.decided(gate, 'approve', 'grace', 'lead');
    await one.decided(gate, 'approve', 'grace', 'lead-at-home');
    expect((await one.view()).gates[0]).toMatchObject({ state: 'waiting', approvals: [{ operator: 'lead' }, {}] });
    await one.decided(gate, 'approve', 'edsger');
    expect((await one.view()).gates[0]?.state).toBe('approved');
  });

  it('denied by one no, whatever others said', async () => {
    const one = await story().opened();
    const gate = await one.planned();
    await one.decided(gate, 'approve');
    await one.decided(gate, 'deny', 'edsger');
    expect((await one.view()).gates[0]?.state).toBe('denied');
    expect((await one.view()).stages[0]?.state).toBe('denied');
  });

  it('still waiting after refusals, which are shown', async () => {
    const one = await story().opened();
    await one.refused(await one.planned());
    expect((await one.view()).gates[0]).toMatchObject({ state: 'waiting', refusals: [{ code: 'self-approval' }] });
  });

  it('closed once a newer plan is asked instead, which says what is new', async () => {
    const one = await story().opened({ count: 2 });
    await one.decided(await one.planned(), 'approve');
    const second = await one.planned(moved, undefined, ['more victims: arn:victim-3']);
    expect((await one.view()).gates.map(({ state, changes }) => [state, changes])).toEqual([
      ['closed', []],
      ['waiting', ['more victims: arn:victim-3']],
    ]);
    expect((await one.view()).stages[0]).toMatchObject({ state: 'waiting', gate: { id: second.id } });
  });

  it('still approved when it was approved before a newer plan was asked', async () => {
    const one = await story().opened();
    await one.decided(await one.planned(), 'approve');
    await one.planned(moved);
    expect((await one.view()).gates.map(({ state }) => state)).toEqual(['approved', 'waiting']);
  });

  it('not closed by a failure gate, nor by the gate of a release', async () => {
    const one = await story().opened();
    await one.planned();
    await one.failed();
    await one.releaseRequested('release-1');
    await one.planned(undoOf('release-1'), 'release-1');
    expect((await one.view()).gates.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('closed when the run ends without an answer', async () => {
    const one = await story().opened();
    await one.planned();
    await one.state('denied', { reason: 'expired' });
    expect((await one.view()).gates[0]?.state).toBe('closed');
    expect((await one.view()).stages[0]?.state).toBe('cancelled');
  });

  it('withdrawn, when what a person was to decide has settled itself, and nothing to wait for any more', async () => {
    const one = await story().opened();
    await one.decided(await one.planned(), 'approve');
    const gate = await one.failed();
    expect((await one.view()).state).toBe('failed-step');
    await one.tell('run', { run: one.run, event: 'withdrawn', gate: gate.id, reason: 'The lock is free.' });
    expect((await one.view()).gates.map(({ state }) => state)).toEqual(['approved', 'withdrawn']);
    expect((await one.view()).state).toBe('running');
  });

  it('decided, by one person, when it is a failure gate', async () => {
    const one = await story().opened({ count: 2 });
    const gate = await one.failed();
    expect((await one.view()).gates[0]).toMatchObject({
      kind: 'failure',
      state: 'waiting',
      needed: 1,
      step,
      plan: null,
    });
    await one.decided(gate, 'skip');
    expect((await one.view()).gates[0]).toMatchObject({ state: 'decided', approvals: [{ decision: 'skip' }] });
  });

  it('asked for by whoever asked for the release, when it is one of a release', async () => {
    const one = await story().opened();
    await one.decided(await one.planned(), 'approve');
    await one.state('completed');
    await one.releaseRequested('release-1');
    await one.planned(undoOf('release-1'), 'release-1');
    const failed = await one.failed({ step: `release-1/${step}` });
    const of = async (id: string) => (await one.view()).gates.find((gate) => gate.id === id);
    expect((await one.view()).gates.map(({ requestedBy, requester }) => [requestedBy, requester])).toEqual([
      ['responder', 'ada'],
      ['lead', 'grace'],
      ['lead', 'grace'],
    ]);
    // The end of the run itself does not close what its release still asks; the end of the release does.
    expect((await of(failed.id))?.state).toBe('waiting');
    await one.state('failed', { release: 'release-1' });
    expect((await of(failed.id))?.state).toBe('closed');
  });

  it('closed, when its workflow was terminated and another release is asked for, or has put everything back', async () => {
    const one = await story().opened();
    await one.planned();
    await one.releaseRequested('release-1');
    await one.planned(undoOf('release-1'), 'release-1');
    await one.releaseRequested('release-2');
    const gate = await one.planned(undoOf('release-2'), 'release-2');
    expect((await one.view()).gates.map(({ state }) => state)).toEqual(['waiting', 'closed', 'waiting']);
    await one.decided(gate, 'approve', 'edsger');
    await one.state('released', { release: 'release-2' });
    const view = await one.view();
    expect(view.gates.map(({ state }) => state)).toEqual(['closed', 'closed', 'approved']);
    expect(view).toMatchObject({ state: 'released' });
  });
});
