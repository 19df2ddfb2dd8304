import type { RunView } from '../../../workflows/contract/views.js';
import { isFinal } from '../../../workflows/contract/words.js';
import { waitingGates, waitsFor } from '../data/people.js';
import { standing } from '../data/standing.js';
import type { Snapshot } from '../data/feed.js';
import { ends, line, span, type Line } from '../text/line.js';
import { layout, tableRow, titles, type Column } from '../text/table.js';
import { since } from '../text/time.js';
import { findingRows } from './findings.js';
import type { Painted, View } from './screen.js';
import { filled, listRows, windowOn } from './viewport.js';

const rank = (run: RunView): number => (waitingGates(run).length > 0 ? 0 : isFinal(run.state) ? 2 : 1);

const ordered = new WeakMap<Snapshot, readonly RunView[]>();

/** What waits for people, then what is at work, then what is over; the most urgent first, then the newest. */
export const byUrgency = (snapshot: Snapshot): readonly RunView[] => {
  const known = ordered.get(snapshot);
  if (known) return known;
  const sorted = snapshot.views.toSorted((a, b) =>
    rank(a) !== rank(b) ? rank(a) - rank(b) : rank(a) < 2 ? a.severity.localeCompare(b.severity) : 0,
  );
  ordered.set(snapshot, sorted);
  return sorted;
};

const contains = (run: RunView, wanted: string): boolean =>
  [run.id, run.case, run.playbook, run.severity, run.state, run.title, run.requestedBy, ...run.targets]
    .join(' ')
    .toLowerCase()
    .includes(wanted);

const targets = ({ targets: all }: RunView): string => (all.length === 1 ? (all[0] ?? '') : `${all.length} targets`);

const columns = ({ now, me }: View): readonly Column<RunView>[] => [
  { title: 'SEV', width: 3, of: (run) => span(run.severity, run.severity === 'P1' ? 'bad' : 'plain') },
  { title: 'PLAYBOOK', width: 18, drop: 1, of: (run) => span(run.playbook) },
  { title: 'CASE', width: 13, drop: 3, of: (run) => span(run.case) },
  { title: 'TARGET', width: 19, drop: 2, of: (run) => span(targets(run)) },
  { title: 'STATE', width: 'rest', min: 28, of: (run) => standing(run, now, waitsFor(run, me)) },
  { title: 'AGE', width: 8, align: 'right', of: (run) => span(since(run.endedAt ?? run.startedAt, now), 'dim') },
];

const foot = (run: RunView | undefined, width: number): Line =>
  run
    ? ends(
        line(span(` ${run.id} · ${run.case}`, 'dim'), span(` · “${run.title}”`)),
        [span(`by ${run.requestedBy} `, 'dim')],
        width,
      )
    : [];

/** The home screen: every run. */
export const runsScreen = (view: View): Painted => {
  const { feed, shown, state, width, height, me, now } = view;
  const snapshot = feed.snapshot();
  const all = byUrgency(snapshot);
  const wanted = shown.filter.toLowerCase();
  const runs = wanted === '' ? all : all.filter((run) => contains(run, wanted));
  const cursor = Math.max(
    0,
    runs.findIndex(({ id }) => id === shown.selected),
  );
  const open = all.filter(({ state }) => !isFinal(state)).length;
  const yours = all.filter((run) => waitsFor(run, me)).length;
  const table = layout(columns(view), width - 2);
  const count = snapshot.complete
    ? `${open} open · `
    : `reading ${snapshot.views.length} of ${snapshot.rows.length} · `;
  const summary = ends(
    line(span(' RUNS  ', 'title'), count, span(`${yours} wait for you`, yours > 0 ? 'yours' : 'plain')),
    [span(shown.filter ? `/ ${shown.filter} · ${runs.length} of ${all.length} ` : `${all.length} in all `, 'dim')],
    width,
  );
  const broken: readonly Line[] = snapshot.unreadable
    .slice(0, 2)
    .map(({ id, problem }) => [span(` ✗ ${id} cannot be shown: ${problem}`, 'bad')]);
  const head: readonly Line[] = [summary, ...broken, [span('  '), ...titles(table)]];
  const empty: readonly Line[] =
    runs.length > 0 || !snapshot.complete
      ? []
      : [[], [span(all.length === 0 ? '   No run yet.' : '   No run contains that.', 'dim')]];
  const window = windowOn(runs.length, cursor, { top: shown.scroll, height: height - head.length - 1 });
  const room = height - head.length - 1;
  const listed = [...listRows(runs, cursor, window, (run) => tableRow(table, run)), ...empty];
  const said = view.incident && state.guided ? findingRows(view.incident, room - listed.length, now) : [];
  return {
    title: [],
    lines: [...head, ...filled([...listed, ...said], room), foot(runs[cursor], width)],
    ids: runs.map(({ id }) => id),
    selected: runs[cursor]?.id ?? null,
    window,
    reach: 0,
    facts: { any: runs.length > 0 },
    next:
      yours > 0
        ? { text: 'Something waits for you: press a to see it, ↵ to read its plan.', until: 'approvals' }
        : all.length === 0
          ? {
              text: 'Press n to plan a first run. Nothing changes before another person has signed the plan.',
              until: 'new',
            }
          : { text: 'Move with ↑ ↓ and open a run with ↵.', until: 'open' },
  };
};
