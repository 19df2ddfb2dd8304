import { isOfWatch } from '../../../workflows/contract/names.js';
import type { GateView, RunView } from '../../../workflows/contract/views.js';
import { deciders } from '../../output/needs-text.js';
import { ownTargets } from '../../output/shape-text.js';
import { approvers, objection, stagesOf, waitingGates } from '../data/people.js';
import { failedStep } from '../data/standing.js';
import { ends, line, span, type Line } from '../text/line.js';
import { layout, tableRow, titles, type Column } from '../text/table.js';
import { left } from '../text/time.js';
import { byUrgency } from './runs.js';
import type { Painted, View } from './screen.js';
import { listRows, windowOn } from './viewport.js';

/** A gate that waits, and its run. */
export type Waiting = { readonly id: string; readonly run: RunView; readonly gate: GateView };

/** Every gate that waits for a person. */
const waitingOf = ({ feed }: Pick<View, 'feed'>): readonly Waiting[] =>
  byUrgency(feed.snapshot()).flatMap((run) =>
    waitingGates(run).map((gate) => ({ id: `${run.id} ${gate.id}`, run, gate })),
  );

const what = ({ run, gate }: Waiting): string =>
  gate.kind === 'failure'
    ? `✗ ${failedStep(run, gate)?.action ?? 'a step'} failed`
    : gate.workflowId === run.id
      ? '◆ a plan'
      : isOfWatch(run.id, gate)
        ? '◆ the watch'
        : '◆ a release';

const columns = ({ now, me }: View): readonly Column<Waiting>[] => [
  { title: 'SEV', width: 3, of: ({ run }) => span(run.severity, run.severity === 'P1' ? 'bad' : 'plain') },
  {
    title: 'WHAT',
    width: 'rest',
    min: 14,
    of: (one) => span(what(one), objection(one.gate, me) === null ? 'yours' : 'plain'),
  },
  { title: 'PLAYBOOK', width: 17, of: ({ run }) => span(run.playbook) },
  { title: 'CASE', width: 13, drop: 2, of: ({ run }) => span(run.case) },
  {
    title: 'TARGET',
    width: 19,
    drop: 3,
    of: ({ run, gate }) => {
      const targets = gate.kind === 'failure' ? run.targets : ownTargets(stagesOf(run, gate.plan));
      return span(targets.length === 1 ? (targets[0] ?? '') : `${targets.length} targets`);
    },
  },
  {
    title: 'NEEDS',
    width: 15,
    of: ({ gate }) =>
      span(gate.kind === 'failure' ? 'an answer' : `${approvers(gate).length} of ${gate.needed} ${deciders(gate)}`),
  },
  { title: 'ASKED BY', width: 10, drop: 1, of: ({ gate }) => span(gate.requestedBy) },
  {
    title: 'LEFT',
    width: 7,
    align: 'right',
    of: ({ gate }) => span(gate.kind === 'failure' ? '' : left(gate.expiresAt, now), 'dim'),
  },
];

/** The inbox: what waits for people, and whether it waits for the reader. */
export const approvalsScreen = (view: View): Painted => {
  const { shown, width, height, me } = view;
  const wanted = shown.filter.toLowerCase();
  const all = waitingOf(view);
  const waiting = all.filter(({ run, gate }) =>
    [run.id, run.case, run.playbook, run.title, gate.requestedBy, ...run.targets]
      .join(' ')
      .toLowerCase()
      .includes(wanted),
  );
  const cursor = Math.max(
    0,
    waiting.findIndex(({ id }) => id === shown.selected),
  );
  const marked = waiting[cursor];
  const yours = all.filter(({ gate }) => objection(gate, me) === null).length;
  const table = layout(columns(view), width - 2);
  const head: readonly Line[] = [
    ends(
      line(
        span(' APPROVALS  ', 'title'),
        `${all.length} open · `,
        span(`${yours} for you`, yours > 0 ? 'yours' : 'plain'),
      ),
      shown.filter ? [span(`/ ${shown.filter} `, 'dim')] : [],
      width,
    ),
    [span('  '), ...titles(table)],
  ];
  const why = marked ? objection(marked.gate, me) : null;
  const foot: readonly Line[] = marked
    ? [
        line(span(` ${marked.run.id} · ${marked.run.case}`, 'dim'), ` · “${marked.run.title}”`),
        why ? [span(` ${why}`, 'warn')] : [],
      ]
    : [];
  const window = windowOn(waiting.length, cursor, { top: shown.scroll, height: height - head.length - 2 });
  const rows = listRows(waiting, cursor, window, (one) => tableRow(table, one));
  const body = rows.length > 0 ? rows : [[], [span('   Nothing waits for anybody.', 'dim')]];
  return {
    title: ['approvals'],
    lines: [
      ...head,
      ...body,
      ...Array.from({ length: Math.max(0, height - head.length - 2 - body.length) }, (): Line => []),
      ...foot,
    ],
    ids: waiting.map(({ id }) => id),
    selected: marked?.id ?? null,
    window,
    reach: 0,
    facts: { any: waiting.length > 0 },
    next: marked && { text: 'Press ↵ to read what would be done. Nothing is signed by opening it.', until: 'open' },
  };
};
