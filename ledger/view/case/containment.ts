import type { Entry } from '../../../workflows/contract/entries.js';
import { isRelease } from '../../../workflows/contract/names.js';
import type { RunView, StageState, StepView } from '../../../workflows/contract/views.js';
import { stepOf } from './standing.js';

/** How far a case is contained: how many changes it takes, of how many AWS has shown that they hold, and the last of those. */
export type Containment = {
  readonly wanted: number;
  readonly readBack: number;
  readonly last: Entry<'verification'> | null;
};

// Nobody has approved them, or somebody has left them out.
const isWanted = (state: StageState, step: StepView): boolean =>
  step.effect === 'change' &&
  step.blocking &&
  step.state !== 'skipped' &&
  !(state === 'denied' || state === 'cancelled' || step.state === 'planned');

/**
 * Reads it off the runs of a case. What contains is every blocking change of an approved plan; each counts from when it
 * was first read back as `configured`, also when it was put back since.
 */
export const containment = (runs: readonly RunView[], entries: readonly Entry[]): Containment => {
  const first = new Map<string, Entry<'verification'>>();
  for (const entry of entries) {
    if (entry.kind !== 'verification' || !entry.body.holds || entry.body.assurance === 'requested') continue;
    const step = stepOf(entry.body.run, entry.body.step);
    if (!first.has(step)) first.set(step, entry);
  }
  const wanted = runs.flatMap(({ id, stages }) =>
    stages
      .filter(({ name }) => !isRelease(name))
      .flatMap(({ tracks }) =>
        tracks.flatMap(({ state, steps }) =>
          steps.filter((step) => isWanted(state, step)).map((step) => stepOf(id, step.id)),
        ),
      ),
  );
  const readBack = wanted.flatMap((step) => first.get(step) ?? []);
  return {
    wanted: wanted.length,
    readBack: readBack.length,
    last: readBack.toSorted((one, other) => one.seq - other.seq).at(-1) ?? null,
  };
};
