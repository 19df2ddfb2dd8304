import type { CaseView } from '../../../workflows/contract/case-views.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import type { RunView } from '../../../workflows/contract/views.js';
import { evidenceOf } from '../../evidence/items.js';
import { followUpsOf } from './follow-ups.js';
import { limitsOf } from './limits.js';
import type { RefusalReport, Report, SealReport, Verified } from './model.js';
import { runReport } from './runs.js';

const refusalsOf = (caseId: string, entries: readonly Entry[]): readonly RefusalReport[] =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'refusal') return [];
    const { operator, proven, code, reason, run } = entry.body;
    return [{ at: entry.at, operator, proven, code, reason, run: run === caseId ? null : run, ref: `#${entry.seq}` }];
  });

const sealOf = (entries: readonly Entry[]): SealReport | null => {
  const newest = entries.findLast(({ kind, body }) => kind === 'seal' && body.event === 'sealed');
  if (newest?.kind !== 'seal' || newest.body.event !== 'sealed') return null;
  const { size, stored } = newest.body;
  // The entry of the seal itself needs no other one.
  const after = entries.filter(({ seq, kind }) => seq > size && kind !== 'seal').length;
  return { at: newest.at, size, ref: `#${newest.seq}`, stored, after };
};

/** What a report is made of: a case, its entries, the views of its runs, and what its verification found. */
export type ReportSource = {
  readonly view: CaseView;
  readonly entries: readonly Entry[];
  readonly runs: readonly RunView[];
  /** Why what the ledger has of a run cannot be read. */
  readonly unreadable: readonly string[];
  readonly verified: Verified;
};

/** The report on a case, as of `at`: the same entries give the same report. */
export const reportOf = ({ view, entries, runs, unreadable, verified }: ReportSource, at: string): Report => {
  const ofRun = Map.groupBy(entries, (entry) => ('run' in entry.body ? entry.body.run : ''));
  const newest = entries.at(-1);
  const seal = sealOf(entries);
  const evidence = evidenceOf(entries);
  const ordered = runs.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
  return {
    v: 1,
    at,
    case: view,
    verified,
    head: newest ? { seq: newest.seq, hash: newest.hash, key: newest.key } : null,
    seal,
    runs: ordered.map((run) => runReport(run, ofRun.get(run.id) ?? [])),
    evidence,
    followUps: followUpsOf(view.id, entries, ordered, evidence),
    refusals: refusalsOf(view.id, entries),
    limits: limitsOf({ view, unreadable, verified, seal, evidence }),
  };
};
