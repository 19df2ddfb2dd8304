import type { RunView } from '../../../workflows/contract/views.js';
import { span, type Line } from '../text/line.js';
import { wrap } from '../text/width.js';
import type { Painted, View } from './screen.js';

/** The run a screen is about, or the screen that says why it cannot be shown. */
export const runOrGone = (
  { feed, width }: View,
  id: string,
): { readonly run: RunView; readonly gone: null } | { readonly run: null; readonly gone: Painted } => {
  const run = feed.view(id);
  if (run && !('problem' in run)) return { run, gone: null };
  const isThere = feed.snapshot().rows.some((row) => row.run === id);
  const why = run
    ? `${id} cannot be shown: ${run.problem}`
    : isThere
      ? 'reading …'
      : `There is no run ${id} in this ledger.`;
  const tone = run === null && isThere ? 'dim' : 'bad';
  const lines: readonly Line[] = wrap(` ${why}`, width - 2).map((row) => [span(row, tone)]);
  return { run: null, gone: { title: [id], lines, ids: [], selected: null, reach: 0, facts: {} } };
};
