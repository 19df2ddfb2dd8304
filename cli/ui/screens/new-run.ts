import { neutral } from '../../output/neutral.js';
import { emptyForm, fieldOf, formRows, playbookOf, type Form, type FormRow } from '../state/form.js';
import { line, span, type Line } from '../text/line.js';
import { fieldSpans } from '../text/field-spans.js';
import { clip, wrap } from '../text/width.js';
import type { Painted, View } from './screen.js';
import { filled, listRows } from './viewport.js';

const advice: Readonly<Record<string, string>> = {
  title: 'What happened, in a few words: it names the run in every list.',
  reason: 'Why this response: it is signed with your request and shown to whoever approves.',
  case: 'Leave it empty for a new case, or type the id of the case it belongs to.',
  severity: 'P1 is the most urgent.',
  go: 'Computes the plan and puts it to another person. Nothing changes before they sign it.',
};

// Once something is marked, or nothing has to be, the targets that are not meant only take room; until one goes there.
const folded = (rows: readonly FormRow[], { chosen, row }: Form, isNeeded: boolean): readonly FormRow[] =>
  (chosen.length === 0 && isNeeded) || row.startsWith('target:')
    ? rows
    : rows.filter(({ id, kind }) => kind !== 'check' || chosen.includes(id.slice('target:'.length)));

const shortened = (text: string, width: number, rows: number): readonly string[] => {
  const all = text === '' ? [] : wrap(neutral(text), width);
  return all.length <= rows ? all : [...all.slice(0, rows - 1), clip(all.slice(rows - 1).join(' '), width)];
};

// Nobody looks for rows that they do not know of.
const marked = (lines: readonly Line[], { above, below }: { readonly above: number; readonly below: number }) =>
  lines.map((row, index): Line => {
    if (index === 0 && above > 0) return [span(`   … ${above + 1} rows above: ↑`, 'dim')];
    if (index === lines.length - 1 && below > 0) return [span(`   … ${below + 1} rows below: ↓`, 'dim')];
    return row;
  });

/** The form for a new run. */
export const newRunScreen = (view: View): Painted => {
  const { state, offer, width, height } = view;
  const form = state.form ?? emptyForm;
  const playbook = playbookOf(form, offer);
  const isNeeded = playbook?.inputs.some(({ kind, required }) => kind === 'instances' && required) ?? true;
  const rows = folded(formRows(form, offer), form, isNeeded);
  const cursor = Math.max(
    0,
    rows.findIndex(({ id }) => id === form.row),
  );
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
  const head: readonly Line[] = [
    line(span(' NEW RUN', 'title'), span(`  signed by ${state.operator}`, 'dim')),
    // The form is what the reader came for: of the description, what the form leaves room for.
    ...shortened(
      playbook ? `${playbook.title}. ${playbook.description}` : '',
      width - 4,
      Math.min(6, Math.max(2, height - rows.length - 5)),
    ).map((row): Line => [span(`  ${row}`, 'dim')]),
    [],
  ];
  const told =
    advice[form.row] ??
    playbook?.inputs.find(({ name }) => form.row === `input:${name}` || form.row === `option:${name}`)?.title ??
    (form.row.startsWith('target:') ? 'Space marks a target or takes the mark off; several may be marked.' : '');
  const advised = shortened(told, width - 3, 2);
  const room = Math.max(1, height - head.length - advised.length);
  // The cursor stays off the rows that say how many more there are.
  const top = Math.max(0, Math.min(cursor - Math.floor(room / 2), rows.length - room));
  return {
    title: ['new run'],
    lines: [
      ...head,
      ...marked(filled(listRows(rows, cursor, { top, height: room }, drawn), room), {
        above: top,
        below: rows.length - top - room,
      }),
      ...advised.map((row): Line => [span(`  ${row}`, 'dim')]),
    ],
    ids: [],
    selected: null,
    reach: 0,
    facts: { marking: rows[cursor]?.kind === 'check' },
    next: { text: 'Mark a target, give a title and a reason, then press ↵ on “plan it”.', until: 'choose' },
  };
};
