import { describe, expect, it } from '@jest/globals';
import { caseText } from '../../../cli/output/case-text.js';
import { isolate } from '../../ledger/fixtures/plans.js';
import { Chronicle } from '../../ledger-view/case/chronicle.js';

describe('a case, as it is printed,', () => {
  it('says how much of what stands can be put back, by which command, and how much was done for good', async () => {
    const gone = { ...isolate, step: 'contain/i-1/endSessions', action: 'endSessions', reversible: false };
    const told = new Chronicle().asked(0);
    told
      .approved(2, told.planned(1, [isolate, gone]))
      .called(3)
      .called(4, gone.step);
    const lines = caseText(await told.view()).split('\n');
    const from = lines.indexOf('still standing: 1 can be put back, 1 done for good');
    expect(lines.slice(from + 1, from + 3)).toEqual([
      `  ${isolate.step}  firebreak release run-1 --step ${isolate.step} --reason "…"`,
      `  ${gone.step}  done for good`,
    ]);
  });
});
