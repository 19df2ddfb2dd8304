import { describe, expect, it } from '@jest/globals';
import { condensed } from '../../../cli/report/condensed.js';
import type { TimelineRow } from '../../../workflows/contract/case-views.js';

const row = (seq: number, what: string, isRoutine = true): TimelineRow => ({
  at: `2026-11-22T08:00:${String(seq).padStart(2, '0')}.000Z`,
  source: 'ledger',
  what,
  who: 'worker:1',
  ref: `#${seq}`,
  run: 'run-1',
  target: `i-${seq}`,
  isRoutine,
});
const told = (rows: readonly TimelineRow[]) =>
  condensed(rows).map(({ what, count, ref, lastRef }) => [what, count, ref, lastRef]);

describe('a long timeline', () => {
  it('has what is routine and alike in one row, wherever it stands between others', () => {
    expect(told([row(1, 'isolated'), row(2, 'detached'), row(3, 'isolated'), row(4, 'isolated')])).toEqual([
      ['isolated', 3, '#1', '#4'],
      ['detached', 1, '#2', '#2'],
    ]);
  });

  it('has what is not routine where it happened, and nothing is put together across it', () => {
    expect(told([row(1, 'isolated'), row(2, 'failed', false), row(3, 'failed', false), row(4, 'isolated')])).toEqual([
      ['isolated', 1, '#1', '#1'],
      ['failed', 1, '#2', '#2'],
      ['failed', 1, '#3', '#3'],
      ['isolated', 1, '#4', '#4'],
    ]);
  });
});
