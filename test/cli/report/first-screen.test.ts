import { describe, expect, it } from '@jest/globals';
import type { Block } from '../../../cli/report/blocks.js';
import { summaryBlocks } from '../../../cli/report/summary-blocks.js';
import { isolate } from '../../ledger/fixtures/plans.js';
import { Chronicle, finding, other } from '../../ledger-view/case/chronicle.js';

const textsOf = async (told: Chronicle) =>
  summaryBlocks(await told.report())
    .filter((block): block is Extract<Block, { readonly kind: 'text' }> => block.kind === 'text')
    .map(({ line, tone }) => ({
      tone,
      text: line.map((one) => (typeof one === 'string' ? one : 'code' in one ? one.code : one.strong)).join(''),
    }));

/** The last paragraph: what is left. */
const left = async (told: Chronicle) => (await textsOf(told)).at(-1);

/** What happened, in a few sentences. */
const story = async (told: Chronicle) => (await textsOf(told))[1]?.text;

const contained = (): Chronicle => {
  const told = new Chronicle().opened(0, [finding()]).asked(60);
  return told.approved(120, told.planned(61)).called(121).holds(130);
};

describe('the first screen', () => {
  it.each([
    ['one finding', [finding()], '1 finding, nothing done about it.'],
    ['two', [finding(), finding({ id: '2' })], '2 findings, nothing done about them.'],
    ['none', [], 'Nothing done yet.'],
  ])('is not green for an open case with %s and no run', async (_what, findings, text) => {
    const told = new Chronicle().opened(0, findings);
    expect(await left(told)).toEqual({ tone: 'warn', text });
    expect(await left(told.said(9, { event: 'closed' }))).toMatchObject({ tone: 'good' });
  });

  it('is green when all that was done has been put back', async () => {
    const text = 'Nothing is left to look at, and nothing is left in place.';
    expect(await left(contained().undone(500))).toEqual({ tone: 'good', text });
  });

  it('is red while evidence is not what was collected', async () => {
    const told = contained().undone(500).collected(140, 'snap-0a', { lock: 'governance' });
    expect(await left(told)).toMatchObject({ tone: 'good' });
    expect(await left(told.examined(600, 'snap-0a', ['missing']))).toMatchObject({
      tone: 'bad',
      text: expect.stringMatching(/^1 thing to look at/),
    });
  });

  it('says of no run that it was approved which nobody has approved, or which changed nothing', async () => {
    const told = contained();
    told.asked(200, 'run-2').planned(201, [{ ...other, step: isolate.step }], 'run-2');
    told.called(202, isolate.step, 'ok', 'run-2');
    told.asked(300, 'run-3').approved(302, told.planned(301, [isolate], 'run-3'), 'hedy', 'run-3');
    expect(await story(told)).toContain('2 runs, 1 of them approved by grace, made 2 changes on i-1');
  });

  it('says who approved all of them, or that nobody did', async () => {
    expect(await story(contained())).toContain('1 run, approved by grace, made 1 change on i-1');
    const told = new Chronicle().asked(0);
    told.planned(1);
    expect(await story(told.called(2))).toContain('1 run, approved by nobody, made 1 change on i-1');
  });
});
