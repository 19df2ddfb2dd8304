import type { Entry } from '../../../workflows/contract/entries.js';

/** Whether a case was opened in so many words, whether it is closed, and by which entry. */
export type CasePhase = {
  readonly opened: Entry<'case'> | null;
  /** The entry that closed it; null while it is open. */
  readonly closed: Entry<'case'> | null;
  /** How often it was closed or opened again. */
  readonly turns: number;
};

/** Reads it off the entries of a case. A run that is asked for after the closing opens the case again. */
export const phaseOf = (entries: readonly Entry[]): CasePhase => {
  let phase: CasePhase = { opened: null, closed: null, turns: 0 };
  for (const entry of entries) {
    if (entry.kind === 'run' && entry.body.event === 'requested') phase = { ...phase, closed: null };
    if (entry.kind !== 'case') continue;
    const { event } = entry.body;
    if (event === 'opened') phase = { ...phase, opened: phase.opened ?? entry };
    if (event === 'closed') phase = { ...phase, closed: entry, turns: phase.turns + 1 };
    if (event === 'reopened') phase = { ...phase, closed: null, turns: phase.turns + 1 };
  }
  return phase;
};
