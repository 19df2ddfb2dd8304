import type { Entry } from '../workflows/contract/entries.js';
import type { PlanDocument } from '../workflows/contract/plan.js';
import type { PlannedEntry } from './approvals.js';
import { watchOf } from './watch.js';

/**
 * Whether what was signed for a plan is used up: the run, or the release, that it was signed for has ended. A signature
 * must not serve again later, when the world has moved; but for putting right what was signed to be watched. What the
 * watch itself asked for is good for as long as the watch lasts, and no longer.
 */
export const isUsedUp = (entries: readonly Entry[], planned: PlannedEntry, signed: PlanDocument): boolean => {
  const end = entries.find((entry) => ends(entry, planned.body.release));
  return end !== undefined && !isWatched(end, entries, signed);
};

/** Whether a plan was put to people by the watch: its run had ended by then, and nobody had asked for it. */
export const isAskedByWatch = (entries: readonly Entry[], planned: PlannedEntry): boolean =>
  entries.some((entry) => entry.seq < planned.seq && ends(entry, planned.body.release));

const ends = ({ kind, body }: Entry, release: string | undefined): boolean =>
  kind === 'run' && body.event === 'state' && body.release === release;

// After a good end, for as long as was signed, and until somebody asks for the way back. When it began and how long it
// lasts is not for a workflow to say.
const isWatched = (end: Entry, entries: readonly Entry[], { watch, purpose }: PlanDocument): boolean =>
  watch !== undefined &&
  purpose === 'run' &&
  end.kind === 'run' &&
  end.body.event === 'state' &&
  end.body.state === 'completed' &&
  Date.now() <= Date.parse(end.at) + watch * 1_000 &&
  watchOf(entries).over === null;
