import { isWatched } from '../../../workflows/contract/views.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import type { RunView, StageView, StepView } from '../../../workflows/contract/views.js';
import { isFinal } from '../../../workflows/contract/words.js';
import { entryText } from '../data/entry-text.js';
import { hasChanges, waitingGates, waitsFor } from '../data/people.js';
import { standing, stepStanding, targetOf } from '../data/standing.js';
import { stageMarks, stepMarks } from '../marks.js';
import { ends, line, span, type Line } from '../text/line.js';
import { layout, tableRow, type Column } from '../text/table.js';
import { clock, moment, since } from '../text/time.js';
import { runOrGone } from './gone.js';
import type { Painted, View } from './screen.js';
import { filled, listRows, windowOn } from './viewport.js';

type Row = { readonly id: string; readonly stage: string; readonly target: string; readonly step: StepView };

const rowsOf = ({ stages }: RunView): readonly Row[] =>
  stages.flatMap(({ name, tracks }) =>
    tracks.flatMap(({ target, steps }) =>
      steps.map((step) => ({ id: step.id, stage: name, target: targetOf(target), step })),
    ),
  );

const story = (step: StepView): string => {
  if (step.error && step.state !== 'verified') return step.error.message;
  if (step.verification) return step.verification.facts.join('; ');
  return step.progress ?? step.summary;
};

const columns: readonly Column<Row>[] = [
  { title: 'STAGE', width: 9, drop: 2, of: ({ stage }) => span(stage, 'dim') },
  { title: 'TARGET', width: 19, drop: 1, of: ({ target }) => span(target) },
  { title: 'STEP', width: 21, of: ({ step }) => span(step.action) },
  {
    title: 'STATE',
    width: 14,
    of: ({ step }) => {
      const { mark, tone } = stepMarks[step.state];
      return span(`${mark} ${stepStanding(step)}${step.attempt > 1 ? ` ×${step.attempt}` : ''}`, tone);
    },
  },
  {
    title: '',
    width: 'rest',
    min: 16,
    of: ({ step }) => span(story(step), step.error && step.state !== 'verified' ? 'bad' : 'dim'),
  },
];

const stagesLine = (stages: readonly StageView[]): Line =>
  stages.length === 0
    ? [span('  planning …', 'busy')]
    : stages.flatMap(({ name, state }, index) => {
        const { mark, tone } = stageMarks[state];
        return [span(index === 0 ? '  ' : ' ── ', 'dim'), span(`${name} ${mark}`, tone)];
      });

const logLine = (entry: Entry): Line => {
  const { text, tone } = entryText(entry);
  return [span(`  ${moment(entry.at)}  ${entry.kind.padEnd(12)} `, 'dim'), span(text, tone)];
};

const rule = (width: number): Line => [span(`  ─ log ${'─'.repeat(Math.max(0, width - 10))}`, 'dim')];

/** What cannot be seen from the marks: why a step stopped, and what a finished containment does not cut. */
const remarks = (run: RunView, marked: StepView | undefined): readonly Line[] => {
  const lines: Line[] = run.notes.slice(-1).map((note) => line(span('  note  ', 'dim'), note));
  if (marked?.error && marked.state !== 'verified')
    lines.push(
      line(span('  why   ', 'dim'), span(marked.error.message, 'bad')),
      line(span('  fix   ', 'dim'), marked.error.hint ?? '-'),
    );
  else if (marked?.verification && marked.verification.notCut.length > 0)
    lines.push(line(span('  NOT CUT  ', 'warn'), marked.verification.notCut.join('; ')));
  return lines;
};

const nameOf = ({ offer }: View, id: string): string => {
  const name = offer.targets.find((one) => one.id === id)?.name;
  return name ? `${name} ` : '';
};

/** One run: stages, tracks and steps, and what is being recorded about it. */
export const runScreen = (view: View, id: string): Painted => {
  const { run, gone } = runOrGone(view, id);
  if (!run) return gone;
  const { feed, shown, width, height, now, me } = view;
  const rows = rowsOf(run);
  const targets = new Set(rows.map(({ target }) => target));
  const only = targets.size === 1 ? (rows[0]?.target ?? null) : null;
  // Until the reader takes the cursor, it stands where something happens.
  const active = rows.findLastIndex(({ step }) => step.attempt > 0 && step.state !== 'pending');
  const failed = rows.findIndex(({ step }) => step.state === 'failed' && step.blocking);
  const chosen = rows.findIndex(({ id: row }) => row === shown.selected);
  const cursor = Math.max(0, chosen >= 0 ? chosen : failed >= 0 ? failed : active);
  const marked = rows[cursor];
  const head: readonly Line[] = [
    ends(
      line(
        ' ',
        standing(run, now, waitsFor(run, me)),
        span(` · ${since(run.startedAt, Date.parse(run.endedAt ?? '') || now)}`),
      ),
      [span(`${run.requestedBy} at ${clock(run.startedAt, now)} `, 'dim')],
      width,
    ),
    line(
      span(` ${run.severity} `, 'strong'),
      `“${run.title}”`,
      span(`  ${only === null ? '' : `${only} ${nameOf(view, only)}· `}${run.account} · ${run.region}`, 'dim'),
    ),
    stagesLine(run.stages),
  ];
  const extra = remarks(run, marked?.step);
  const entries = (feed.entries(run.case) ?? []).filter(({ body }) => body.run === id);
  const room = Math.max(0, height - head.length - extra.length - 1);
  const stepRows = Math.min(rows.length, Math.max(1, Math.floor(room * 0.55)));
  const window = windowOn(rows.length, cursor, { top: shown.scroll, height: stepRows });
  const logRows = Math.max(0, room - stepRows);
  // What is the same on each row stands above them once.
  const table = layout(only === null ? columns : columns.filter(({ title }) => title !== 'TARGET'), width - 2);
  const gates = waitingGates(run);
  return {
    title: [run.case, run.playbook, run.id],
    lines: [
      ...head,
      ...listRows(rows, cursor, window, (row) => tableRow(table, row)),
      ...extra,
      rule(width),
      ...filled(entries.slice(Math.max(0, entries.length - logRows)).map(logLine), logRows),
    ],
    ids: rows.map(({ id: row }) => row),
    selected: marked?.id ?? null,
    window,
    reach: 0,
    copies: run.id,
    facts: {
      any: true,
      waits: gates.some(({ kind }) => kind === 'approval'),
      failed: gates.some(({ kind }) => kind === 'failure'),
      planned: run.stages.length > 0,
      open: !isFinal(run.state) || isWatched(run),
      changed: hasChanges(run) && run.state !== 'releasing',
    },
    next: gates.some(({ kind }) => kind === 'failure')
      ? { text: 'A step failed: press ↵ to see why and to choose how to go on.', until: 'next' }
      : gates.length > 0
        ? { text: 'The run waits for a signature: press ↵ to read its plan.', until: 'next' }
        : run.state === 'completed'
          ? { text: 'Done. Press r to plan putting everything back, l to read the ledger.', until: 'ledger' }
          : undefined,
  };
};
