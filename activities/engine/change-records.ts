import type { Entry } from '../../workflows/contract/entries.js';
import type { Hash, Json } from '../../workflows/contract/json.js';

/** Something a run did, or may have done, and has not put back. */
export type MadeChange = {
  readonly step: string;
  /** When it was begun, RFC 3339. */
  readonly since: string;
  readonly document: Hash;
  /** What applying it answered; null when it never came to its end. */
  readonly output: Json;
  readonly outcomes: readonly Entry<'outcome'>['body'][];
};

/** The steps of a run that were begun and not undone since, newest first: read from the ledger alone. */
export const changesOf = (entries: readonly Entry[]): readonly MadeChange[] => {
  const begun = new Map<
    string,
    { document: Hash; output: Json; outcomes: Entry<'outcome'>['body'][]; since: string; at: number }
  >();
  for (const entry of entries) {
    if (entry.kind === 'undo' && entry.body.state === 'undone') begun.delete(entry.body.step);
    if (entry.kind !== 'outcome') continue;
    const { body } = entry;
    const known = begun.get(body.step);
    if (known) known.outcomes.push(body);
    if (body.state === 'applying' && body.document) {
      if (known) known.document = body.document;
      else
        begun.set(body.step, {
          document: body.document,
          output: null,
          outcomes: [body],
          since: entry.at,
          at: entry.seq,
        });
    }
    if (body.state === 'applied' && known) known.output = body.output ?? null;
  }
  return [...begun]
    .sort(([, a], [, b]) => b.at - a.at)
    .map(([step, { since, document, output, outcomes }]) => ({ step, since, document, output, outcomes }));
};
