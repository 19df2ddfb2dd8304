import { ApplicationFailure } from '@temporalio/common';
import { sentences, uncovered, type Uncovered } from '../../ledger/covers.js';
import { stepsIn, type PlanDocument, type StepPlan } from '../../workflows/contract/plan.js';

/** A target that was signed and can no longer be planned, with its steps. */
export type Unplanned = {
  readonly target: string;
  readonly steps: readonly string[];
  readonly error: ApplicationFailure;
};

/** A fresh plan, held against the one that was signed. */
export type Held = {
  /** What of it may run. */
  readonly covered: PlanDocument;
  /** The other steps, in groups that go on on their own: those that moved together, each target that cannot be planned alone. */
  readonly apart: readonly (readonly string[])[];
  /** Why nothing of it may run; empty when something may. */
  readonly differences: readonly string[];
};

/**
 * Parts what moved, and targets that can no longer be planned, from the rest: one of hundreds must not hold the others
 * up, nor a later step an earlier one. Where nothing is left to go on, or it must be one `whole`, it stays that and the
 * differences say why. Throws what planning said when there is nothing but targets that cannot be planned.
 */
export const heldAgainst = (
  signed: PlanDocument,
  fresh: PlanDocument,
  lost: readonly Unplanned[],
  isOne = false,
): Held => {
  const [first] = lost;
  if (first && stepsIn(fresh).length === 0) throw first.error;
  const found = uncovered(signed, fresh);
  const { covered, moved } = untilMoved(fresh, found.targets);
  const isLeft = covered.stages.length > 0 || lost.length > 0;
  if (found.whole.length > 0 || (moved.length > 0 && (isOne || !isLeft)))
    return { covered: fresh, apart: [], differences: sentences(found) };
  const groups = [moved, ...lost.map(({ steps }) => steps)];
  return { covered, apart: groups.filter((steps) => steps.length > 0), differences: [] };
};

/**
 * What of a plan may go on. A best-effort step that moved waits alone: it must stand in nothing's way. A blocking one has
 * all that follows it on its target wait as well: nothing overtakes a step that it was signed to come after.
 */
const untilMoved = (
  plan: PlanDocument,
  targets: Uncovered['targets'],
): { readonly covered: PlanDocument; readonly moved: readonly string[] } => {
  const stopped = new Set<string>();
  const moved: string[] = [];
  const mayGoOn = (target: string, { signed: { step, blocking } }: StepPlan): boolean => {
    const hasMoved = targets.get(target)?.has(step) ?? false;
    if (hasMoved && blocking) stopped.add(target);
    if (hasMoved || stopped.has(target)) moved.push(step);
    return !hasMoved && !stopped.has(target);
  };
  const stages = plan.stages.map((stage) => ({
    ...stage,
    tracks: stage.tracks.map((track) => ({
      ...track,
      steps: track.steps.filter((step) => mayGoOn(track.target, step)),
    })),
  }));
  return { covered: withoutEmpty({ ...plan, stages }), moved };
};

const withoutEmpty = (plan: PlanDocument): PlanDocument => ({
  ...plan,
  stages: plan.stages
    .map((stage) => ({ ...stage, tracks: stage.tracks.filter(({ steps }) => steps.length > 0) }))
    .filter(({ tracks }) => tracks.length > 0),
});

/**
 * Plans targets, of which some may be lost meanwhile: `plan` of one that AWS says a final no to is noted, where others
 * are there to go on with, and the plan is held against a signature.
 */
export const parting =
  (isSigned: boolean, lost: Unplanned[]) =>
  async <T>(target: string, steps: readonly string[], plan: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await plan();
    } catch (error) {
      if (!isSigned || !(error instanceof ApplicationFailure) || !error.nonRetryable) throw error;
      lost.push({ target, steps, error });
      return [];
    }
  };
