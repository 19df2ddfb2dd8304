import type { Entry } from '../workflows/contract/entries.js';
import type { Json } from '../workflows/contract/json.js';

/** What one planned call made. */
export type Answer = { readonly call: string; readonly output: Json };

/**
 * What the planned calls in these entries made, in order: as AWS answered, or as was found after a lost answer. The
 * entries are those of one step: call ids are unique within a step only.
 */
export const answersIn = (entries: readonly Entry[]): readonly Answer[] =>
  entries.flatMap(({ kind, body }) => {
    const counts = (kind === 'call' && body.outcome === 'ok') || (kind === 'outcome' && body.state === 'reconciled');
    return counts && body.call && body.output !== undefined ? [{ call: body.call, output: body.output }] : [];
  });
