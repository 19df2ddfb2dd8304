import type { Finding } from '../../../workflows/contract/case.js';
import type { CaseFinding } from '../../../workflows/contract/case-views.js';
import type { Entry } from '../../../workflows/contract/entries.js';

const broughtBy = ({ kind, body }: Entry): readonly Finding[] => {
  if (kind === 'run' && body.event === 'requested') {
    const { document } = body.signed;
    return document.kind === 'run' ? (document.findings ?? []) : [];
  }
  if (kind !== 'case') return [];
  return body.event === 'opened' ? body.findings : body.event === 'finding' ? [body.finding] : [];
};

/** The findings of a case, each as it was brought first: with a run, with the case's opening, or afterwards. */
export const findingsOf = (entries: readonly Entry[]): readonly CaseFinding[] => {
  const found = new Map<string, CaseFinding>();
  for (const entry of entries)
    for (const finding of broughtBy(entry)) {
      const name = JSON.stringify([finding.provider, finding.id]);
      const addedBy = 'requestedBy' in entry.body ? entry.body.requestedBy : '';
      if (!found.has(name)) found.set(name, { ...finding, addedAt: entry.at, addedBy, ref: `#${entry.seq}` });
    }
  return [...found.values()];
};
