import { describe, expect, it } from '@jest/globals';
import { evidenceTable, evidenceText } from '../../../cli/output/evidence-text.js';
import { Chronicle } from '../../ledger-view/case/chronicle.js';

describe('evidence, as it is printed,', () => {
  it('has its lock, and says where it has none', async () => {
    const told = new Chronicle()
      .asked(0)
      .collected(1, 'snap-0a')
      .collected(1, 'snap-0b', { lock: 'governance', days: 30 });
    const { evidence } = await told.report();
    expect(evidence.map((item) => /^ {2}lock +(.*)$/m.exec(evidenceText(item))?.[1])).toEqual([
      'none',
      'governance for 30 days',
    ]);
    expect(evidenceTable(evidence)).toMatch(/ none .* snap-0a$/m);
  });
});
