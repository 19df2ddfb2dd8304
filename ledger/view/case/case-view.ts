import type { CaseSummary, CaseView } from '../../../workflows/contract/case-views.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import type { RunView } from '../../../workflows/contract/views.js';
import { summaryOf } from '../run-view.js';
import { clocksOf, type Opening } from './clocks.js';
import { findingsOf } from './findings.js';
import { phaseOf } from './phase.js';
import { standingIn } from './standing.js';
import { timelineOf } from './timeline.js';

const requested = ({ kind, body }: Entry): boolean => kind === 'run' && body.event === 'requested';

// The newest word on it, else what was said when it began.
const severityOf = (entries: readonly Entry[], opening: Opening): CaseView['severity'] => {
  const said = entries.flatMap(({ kind, body }) => (kind === 'case' && 'severity' in body ? [body.severity] : []));
  return said.at(-1) ?? ('severity' in opening.body ? opening.body.severity : 'P2');
};

const notesOf = (entries: readonly Entry[]): CaseView['notes'] =>
  entries.flatMap(({ kind, body, at, seq }) =>
    kind === 'case' && body.event === 'noted' ? [{ at, by: body.requestedBy, text: body.text, ref: `#${seq}` }] : [],
  );

/**
 * One case in full, from its entries and the views of its runs; null where nobody has opened it or asked for a run in it.
 * A case that nobody opened in so many words has title and severity of its first run.
 */
export const caseView = (id: string, entries: readonly Entry[], runs: readonly RunView[]): CaseView | null => {
  const { opened, closed } = phaseOf(entries);
  const opening = opened ?? entries.find((entry): entry is Entry<'run'> => requested(entry));
  if (!opening || !('title' in opening.body)) return null;
  const inOrder = runs.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
  const ofRun = Map.groupBy(entries, ({ body }) => body.run);
  const standing = inOrder.flatMap((run) => standingIn(run, ofRun.get(run.id) ?? []));
  const findings = findingsOf(entries);
  return {
    id,
    title: opening.body.title,
    severity: severityOf(entries, opening),
    state: closed ? 'closed' : 'open',
    isDeclared: opened !== null,
    openedAt: opening.at,
    openedBy: opening.body.requestedBy,
    closedAt: closed?.at ?? null,
    closedBy: closed?.body.requestedBy ?? null,
    closingReason: closed?.body.reason ?? null,
    findings,
    runs: inOrder.map(summaryOf),
    notes: notesOf(entries),
    standing,
    clocks: clocksOf(opening, entries, inOrder, findings, standing),
    timeline: timelineOf(id, entries, findings),
  };
};

/** A case as lists show it. */
export const caseSummary = ({
  id,
  title,
  severity,
  state,
  openedAt,
  openedBy,
  closedAt,
  ...view
}: CaseView): CaseSummary => ({
  id,
  title,
  severity,
  state,
  openedAt,
  openedBy,
  closedAt,
  runs: view.runs.length,
  findings: view.findings.length,
  standing: view.standing.filter(({ reversible }) => reversible).length,
});
