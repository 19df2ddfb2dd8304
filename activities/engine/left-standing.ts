import { failureTypes } from '../../workflows/contract/failures.js';
import type { Breakage, StepPlan, TrackPlan } from '../../workflows/contract/plan.js';
import { failure } from '../aws/errors.js';

/** A change that a release leaves as it is unless it is named; `reliedOnBy` are the runs for whose sake. */
export type Left = StepPlan & { readonly reliedOnBy?: readonly string[] };

/** So many are named; the others are counted. */
const mostNamed = 3;

/** The refusal of a release of `run` that would put nothing back, with what is `left` unless it is named. */
export const nothingToPutBack = (run: string, left: readonly Left[]): Error => {
  if (left.length === 0)
    return failure(
      failureTypes.refused,
      `${run} has changed nothing that is still to be put back.`,
      `See firebreak show ${run}.`,
    );
  const names = left.slice(0, mostNamed).map(({ signed: { step } }) => step);
  const more = left.length > mostNamed ? `, and ${left.length - mostNamed} more: firebreak show ${run}` : '';
  return failure(
    failureTypes.refused,
    `What ${run} has changed and not put back is put back only when it is named: ${names.join(', ')}${more}.`,
    `For example: firebreak release ${run} --step ${names[0] ?? ''} --reason "…"`,
  );
};

/**
 * The tracks of a release of `run` with a line, shown and not signed, for each change that stays as it is because nobody
 * named it: on its own target where that has a track, else on the first.
 */
export const withLeftStanding = (
  run: string,
  tracks: readonly TrackPlan[],
  left: readonly Left[],
): readonly TrackPlan[] => {
  const lines = Map.groupBy(
    left,
    ({ signed }) => tracks.find(({ target }) => target === signed.target)?.target ?? tracks[0]?.target,
  );
  return tracks.map((track) => {
    const [first, ...others] = track.steps;
    if (!first) return track;
    const blastRadius = [...first.observed.blastRadius, ...(lines.get(track.target) ?? []).map(lineOf(run))];
    return { ...track, steps: [{ ...first, observed: { ...first.observed, blastRadius } }, ...others] };
  });
};

const lineOf =
  (run: string) =>
  ({ signed: { step, target }, reliedOnBy = [] }: Left): Breakage => ({
    severity: 'info',
    message: `${step} stays as it is${reliedOnBy.length > 0 ? `, because ${reliedOnBy.join(', ')} found it so and relies on it` : ''}: it is put back only when it is named: firebreak release ${run} --step ${step} --reason "…"`,
    resources: [target],
  });
