import { describe, expect, it } from '@jest/globals';
import { caseSummary, caseView } from '../../../ledger/view/case/case-view.js';
import { hashOf } from '../../../ledger/canonical.js';
import { decision } from '../../ledger/fixtures/people.js';
import { isolate } from '../../ledger/fixtures/plans.js';
import { at, caseId, Chronicle, finding } from './chronicle.js';

describe('a case', () => {
  it('that nobody opened in so many words has title and severity of its first run', async () => {
    const told = new Chronicle().asked(0).asked(50, 'run-2');
    expect(await told.view()).toMatchObject({
      isDeclared: false,
      title: 'contain it',
      severity: 'P2',
      state: 'open',
      openedAt: at(0),
      openedBy: 'ada',
      runs: [{ id: 'run-1' }, { id: 'run-2' }],
    });
  });

  it('has the severity that was said last', async () => {
    const told = new Chronicle().opened(0).asked(10).said(20, { event: 'severity-changed', severity: 'P3' });
    expect(await told.view()).toMatchObject({ isDeclared: true, title: 'a beacon', severity: 'P3' });
  });

  it.each([
    ['closed', [], 'closed'],
    ['opened again', [{ event: 'reopened' } as const], 'open'],
    ['opened again and closed', [{ event: 'reopened' } as const, { event: 'closed' } as const], 'closed'],
  ])('is %s', async (_what, words, state) => {
    const told = new Chronicle().opened(0).said(10, { event: 'closed' }, 'grace', 'over');
    for (const word of words) told.said(20, word, 'grace', 'over');
    const closing =
      state === 'closed' ? { closedBy: 'grace', closingReason: 'over' } : { closedAt: null, closedBy: null };
    expect(await told.view()).toMatchObject({ state, ...closing });
  });

  it('is open again when a run is asked for in it', async () => {
    const told = new Chronicle().opened(0).said(10, { event: 'closed' }).asked(20);
    expect((await told.view()).state).toBe('open');
  });

  it('is none where there are refusals alone', () => {
    const told = new Chronicle().tell(0, 'refusal', {
      run: caseId,
      gate: null,
      operator: 'mallory',
      proven: false,
      code: 'forged',
      reason: 'no',
      plan: null,
      signed: null,
    });
    expect(caseView(caseId, told.entries, [])).toBeNull();
  });

  it('has each finding once, as it was brought first: by a run, by its opening, or later', async () => {
    const told = new Chronicle().opened(0, [finding()]).asked(5, 'run-1', [finding(), finding({ id: '2' })]);
    told.said(9, { event: 'finding', finding: finding({ id: '3' }) }, 'grace');
    const found = (await told.view()).findings.map(({ id, addedBy, ref }) => [id, addedBy, ref]);
    expect(found).toEqual([
      ['finding-1', 'ada', '#1'],
      ['2', 'ada', '#2'],
      ['3', 'grace', '#3'],
    ]);
  });

  it('has a timeline of all that happened, in the order of time, each with what says so', async () => {
    const told = new Chronicle().opened(0, [finding()]).asked(60);
    told.approved(120, told.planned(61)).called(121).holds(130);
    const { timeline } = await told.view();
    expect(timeline.map(({ source, ref }) => [source, ref])).toEqual([
      ['finding', 'finding-1'],
      ['finding', 'finding-1'],
      ['ledger', '#1'],
      ['ledger', '#2'],
      ['ledger', '#3'],
      ['ledger', '#4'],
      ['aws', '#7'],
      ['ledger', '#8'],
    ]);
    expect(timeline[6]).toMatchObject({ requestId: `request-${isolate.step}`, isRoutine: true, run: 'run-1' });
    expect(timeline[2]).toMatchObject({ who: 'ada', run: null });
  });

  it('has in its timeline who asked for evidence, and that it was Firebreak who verified it', async () => {
    const told = new Chronicle().asked(0).collected(1, 'snap-0a');
    const by = { run: 'custody-1', operator: 'responder', person: 'ida', purpose: 'court' };
    const signed = { document: decision('ida', hashOf('no plan')), signature: 'none' };
    const asked = { ...by, event: 'requested', act: 'verify', evidence: [], execution: 'one', signed } as const;
    told.tell(2, 'custody', asked).examined(3, 'snap-0a');
    const { timeline } = await told.view();
    expect(timeline.slice(-2).map(({ who, what }) => [who, what])).toEqual([
      ['responder', 'responder asks to verify all evidence: "court"'],
      ['worker:1', 'snap-0a is what was collected'],
    ]);
  });

  it('counts in lists what can be put back, not what was done for good', async () => {
    const gone = { ...isolate, step: 'contain/i-1/endSessions', action: 'endSessions', reversible: false };
    const told = new Chronicle().asked(0);
    told
      .approved(2, told.planned(1, [isolate, gone]))
      .called(3)
      .called(4, gone.step);
    const view = await told.view();
    expect(view.standing.map(({ action, reversible }) => [action, reversible])).toEqual([
      ['isolateInstance', true],
      ['endSessions', false],
    ]);
    expect(caseSummary(view)).toMatchObject({ runs: 1, standing: 1 });
  });
});
