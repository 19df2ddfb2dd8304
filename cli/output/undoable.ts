import type { StageView } from '../../workflows/contract/views.js';

/** What of these stages cannot be put back, by action (by stage where no step says so), and whether anything else can. */
export const undoable = (
  stages: readonly StageView[],
): { readonly fixed: readonly string[]; readonly hasMore: boolean } => {
  const steps = stages.flatMap(({ tracks }) => tracks.flatMap((track) => track.steps));
  const fixed = stages
    .filter(({ plan }) => !plan.reversible)
    .flatMap(({ name, tracks }) => {
      const named = tracks.flatMap((track) =>
        track.steps.filter((step) => !step.reversible).map(({ action }) => action),
      );
      return named.length > 0 ? named : [name];
    });
  return {
    fixed: [...new Set(fixed)],
    hasMore: steps.some(({ effect, reversible }) => effect === 'change' && reversible),
  };
};
