import type { TimelineRow } from '../../workflows/contract/case-views.js';

/** Rows that say the same of several things, as one; `until` is the last of them. */
export type CondensedRow = TimelineRow & { readonly until: string; readonly count: number; readonly lastRef: string };

/**
 * The rows of a timeline, with those put together that are routine and alike between two that are not: 500 hosts are
 * isolated in one line, and a failure among them stands where it happened.
 */
export const condensed = (rows: readonly TimelineRow[]): readonly CondensedRow[] => {
  const all: CondensedRow[] = [];
  let stretch = new Map<string, number>();
  for (const row of rows) {
    const name = JSON.stringify([row.source, row.who, row.what, row.run]);
    const at = row.isRoutine ? stretch.get(name) : undefined;
    const known = at === undefined ? undefined : all[at];
    if (at !== undefined && known) {
      all[at] = { ...known, until: row.at, count: known.count + 1, lastRef: row.ref };
      continue;
    }
    if (!row.isRoutine) stretch = new Map();
    else stretch.set(name, all.length);
    all.push({ ...row, until: row.at, count: 1, lastRef: row.ref });
  }
  return all;
};
