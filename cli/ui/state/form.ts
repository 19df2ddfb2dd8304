import type { JsonObject } from '../../../workflows/contract/json.js';
import type { Playbook, PlaybookInput } from '../../../workflows/contract/playbook.js';
import { severities, type Severity } from '../../../workflows/contract/words.js';
import type { Launch } from '../../session/session.js';
import { edit, field, insert, type Field } from './field.js';

/** Something that a run can be started on, offered in the form. */
export type Target = {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly platform: string;
};

/** The form for a new run. Texts are kept by the id of their row. */
export type Form = {
  readonly playbook: number;
  readonly chosen: readonly string[];
  readonly texts: Readonly<Record<string, Field>>;
  /** What was chosen for inputs that offer a choice, by the name of the input. */
  readonly options: Readonly<Record<string, string>>;
  readonly severity: Severity;
  /** The id of the row that has the keyboard. */
  readonly row: string;
};

/** What a form offers. */
export type Offer = { readonly playbooks: readonly Playbook[]; readonly targets: readonly Target[] };

/** One row of the form. */
export type FormRow = {
  readonly id: string;
  readonly kind: 'choice' | 'check' | 'text' | 'go';
  readonly label: string;
  readonly value: string;
};

/** An empty form. */
export const emptyForm: Form = { playbook: 0, chosen: [], texts: {}, options: {}, severity: 'P2', row: 'playbook' };

/** The playbook that is chosen, or null while there is none to choose from. */
export const playbookOf = ({ playbook }: Form, { playbooks }: Offer): Playbook | null => playbooks[playbook] ?? null;

/** The rows of the form, top to bottom. */
export const formRows = (form: Form, offer: Offer): readonly FormRow[] => {
  const playbook = playbookOf(form, offer);
  const text = (id: string, label: string): FormRow => ({
    id,
    kind: 'text',
    label,
    value: form.texts[id]?.text ?? '',
  });
  const inputs = (playbook?.inputs ?? []).flatMap((input): readonly FormRow[] =>
    input.kind === 'instances'
      ? [
          ...offer.targets
            .filter(({ kind }) => kind === 'instance')
            .map(({ id, name, platform }) => ({
              id: `target:${id}`,
              kind: 'check' as const,
              label: 'target',
              value: `${id}  ${name}  ${platform}`,
            })),
          text(`input:${input.name}`, 'other ids'),
        ]
      : input.kind === 'choice'
        ? [{ id: `option:${input.name}`, kind: 'choice', label: input.name, value: optionOf(form, input) }]
        : [text(`input:${input.name}`, input.name)],
  );
  return [
    { id: 'playbook', kind: 'choice', label: 'playbook', value: playbook?.name ?? 'reading …' },
    ...inputs,
    { id: 'severity', kind: 'choice', label: 'severity', value: form.severity },
    text('title', 'title'),
    text('reason', 'reason'),
    text('case', 'case'),
    { id: 'go', kind: 'go', label: '', value: 'plan it' },
  ];
};

/** What an input that offers a choice is set to. */
const optionOf = ({ options }: Form, { name, options: offered = [] }: PlaybookInput): string =>
  options[name] ?? offered[0] ?? '';

/** The field that the keyboard types into, or null on a row without one. */
export const fieldOf = (form: Form, rows: readonly FormRow[]): Field | null =>
  rows.find(({ id }) => id === form.row)?.kind === 'text' ? (form.texts[form.row] ?? field()) : null;

/** The form with the row's text changed. */
const withText = (form: Form, next: Field): Form => ({ ...form, texts: { ...form.texts, [form.row]: next } });

/** The form after a paste. */
export const pasted = (form: Form, rows: readonly FormRow[], text: string): Form => {
  const edited = fieldOf(form, rows);
  return edited ? withText(form, insert(edited, text)) : form;
};

/** The form with the row `by` rows further as the one that has the keyboard. */
export const moved = (form: Form, rows: readonly FormRow[], by: number): Form => {
  const at = rows.findIndex(({ id }) => id === form.row);
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  return next ? { ...form, row: next.id } : form;
};

/** The form after a key that is no command, or that changes the row it is on. */
export const formKey = (form: Form, offer: Offer, rows: readonly FormRow[], key: string): Form => {
  const row = rows.find(({ id }) => id === form.row);
  if (row?.kind === 'text') return withText(form, edit(fieldOf(form, rows) ?? field(), key) ?? field(row.value));
  if (row?.kind === 'check' && (key === 'space' || key === 'enter' || key === 'right' || key === 'left')) {
    const id = row.id.slice('target:'.length);
    const chosen = form.chosen.includes(id) ? form.chosen.filter((one) => one !== id) : [...form.chosen, id];
    return { ...form, chosen };
  }
  const by = key === 'left' ? -1 : key === 'right' || key === 'space' ? 1 : 0;
  const turned = (at: number, size: number): number => (size === 0 ? 0 : (at + by + size) % size);
  if (row?.id === 'playbook') return { ...form, playbook: turned(form.playbook, offer.playbooks.length), chosen: [] };
  const input = playbookOf(form, offer)?.inputs.find(({ name }) => row?.id === `option:${name}`);
  if (input?.options) {
    const next = input.options[turned(input.options.indexOf(optionOf(form, input)), input.options.length)] ?? '';
    return { ...form, options: { ...form.options, [input.name]: next } };
  }
  if (row?.id === 'severity')
    return { ...form, severity: severities[turned(severities.indexOf(form.severity), severities.length)] ?? 'P2' };
  return form;
};

/** What the form asks for, or what is still missing and on which row. */
export const launchOf = (form: Form, offer: Offer): Launch | { readonly missing: string; readonly row: string } => {
  const playbook = playbookOf(form, offer);
  if (!playbook) return { missing: 'The playbooks are still being read.', row: 'playbook' };
  const text = (id: string): string => (form.texts[id]?.text ?? '').trim();
  const input: Record<string, JsonObject[string]> = {};
  for (const one of playbook.inputs) {
    const own = text(`input:${one.name}`);
    const value =
      one.kind === 'instances'
        ? [...form.chosen, ...(own ? [own] : [])].join(',')
        : one.kind === 'choice'
          ? optionOf(form, one)
          : own;
    if (value) input[one.name] = value;
    else if (one.required) return { missing: `Choose a target, or type ${one.title}.`, row: `input:${one.name}` };
  }
  if (!text('title')) return { missing: 'Give the run a title: it names it in every list.', row: 'title' };
  if (!text('reason')) return { missing: 'Say why: the reason goes on record with your signature.', row: 'reason' };
  return {
    playbook: playbook.name,
    input,
    severity: form.severity,
    title: text('title'),
    reason: text('reason'),
    ...(text('case') && { case: text('case') }),
  };
};
