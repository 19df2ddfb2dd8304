import { neutral } from '../../output/neutral.js';
import { emptyForm, fieldOf, formRows, playbookOf, type FormRow } from '../state/form.js';
import { line, span, type Line } from '../text/line.js';
import { fieldSpans } from '../text/field-spans.js';
import { wrap } from '../text/width.js';
import type { Painted, View } from './screen.js';
import { filled, listRows, windowOn } from './viewport.js';

const advice: Readonly<Record<string, string>> = {
  title: 'What happened, in a few words: it names the run in every list.',
  reason: 'Why this response: it is signed with your request and shown to whoever approves.',
  case: 'Leave it empty for a new case, or type the id of the case it belongs to.',
  severity: 'P1 is the most urgent.',
  go: 'Computes the plan and puts it to another person. Nothing changes before they sign it.',
};

/** The form for a new run. */
export const newRunScreen = (view: View): Painted => {
  const { state, offer, width, height } = view;
  const form = state.form ?? emptyForm;
  const rows = formRows(form, offer);
  const cursor = Math.max(
    0,
    rows.findIndex(({ id }) => id === form.row),
  );
  const playbook = playbookOf(form, offer);
  const drawn = (row: FormRow, isSelected: boolean): Line => {
    const first = rows.findIndex(({ kind, label }) => kind === row.kind && label === row.label) === rows.indexOf(row);
    const label = span(` ${(first ? row.label : '').padEnd(11)}`, isSelected ? 'strong' : 'dim');
    if (row.kind === 'go') return [label, span(`[ ${row.value} ]`, isSelected ? 'cursor' : 'strong')];
    if (row.kind === 'choice') return [label, span(isSelected ? `← ${row.value} →` : `  ${row.value}`, 'strong')];
    if (row.kind === 'check') {
      const isChosen = form.chosen.includes(row.id.slice('target:'.length));
      return [
        label,
        span(isChosen ? '[x] ' : '[ ] ', isChosen ? 'good' : 'plain'),
        span(row.value, isSelected ? 'strong' : 'plain'),
      ];
    }
    const edited = isSelected ? fieldOf(form, rows) : null;
    if (edited) return [label, ...fieldSpans(edited, width - 20)];
    return [label, row.value ? span(row.value) : span(row.id === 'case' ? 'a new one' : '·', 'dim')];
  };
  const what = playbook ? wrap(neutral(`${playbook.title}. ${playbook.description}`), width - 4).slice(0, 4) : [];
  const head: readonly Line[] = [
    line(span(' NEW RUN', 'title'), span(`  signed by ${state.operator}`, 'dim')),
    ...what.map((row): Line => [span(`  ${row}`, 'dim')]),
    [],
  ];
  const told =
    advice[form.row] ??
    (form.row.startsWith('target:') ? 'Space marks a target or takes the mark off; several may be marked.' : '');
  const room = Math.max(1, height - head.length - 2);
  return {
    title: ['new run'],
    lines: [
      ...head,
      ...filled(listRows(rows, cursor, windowOn(rows.length, cursor, { top: 0, height: room }), drawn), room),
      [],
      [span(`  ${told}`, 'dim')],
    ],
    ids: [],
    selected: null,
    reach: 0,
    facts: { marking: rows[cursor]?.kind === 'check' },
    next: { text: 'Mark a target, give a title and a reason, then press ↵ on “plan it”.', until: 'choose' },
  };
};
