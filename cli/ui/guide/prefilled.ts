import type { Response } from '../../incident/incident.js';
import { field } from '../state/field.js';
import { emptyForm, type Form, type Offer } from '../state/form.js';

/** The form filled in with a response, ready on its last row; `caseId` is the case that it belongs to, if there is one. */
export const prefilled = (response: Response, { playbooks, targets }: Offer, caseId: string | null): Form => {
  const playbook = playbooks.findIndex(({ name }) => name === response.playbook);
  if (playbook < 0) return emptyForm;
  const texts = { title: field(response.title), reason: field(response.reason) };
  const offered = new Set(targets.map(({ id }) => id));
  const chosen: string[] = [];
  const typed: Record<string, Form['texts'][string]> = {};
  for (const { name, kind } of playbooks[playbook]?.inputs ?? []) {
    const value = response.input[name];
    if (value === undefined) continue;
    if (kind === 'instances' && offered.has(value)) chosen.push(value);
    else typed[`input:${name}`] = field(value);
  }
  return {
    ...emptyForm,
    playbook,
    chosen,
    texts: { ...texts, ...typed, ...(caseId !== null && { case: field(caseId) }) },
    severity: 'P1',
    row: 'go',
  };
};
