import type { RunView, StepView } from '../../../workflows/contract/views.js';

/** Every step of a run, those of releases included. */
export const stepsOf = (view: RunView): readonly StepView[] =>
  view.stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps));

/** The one step of that action in the run itself. */
export const stepOf = (view: RunView, action: string): StepView => {
  const [found, ...more] = view.stages
    .filter((stage) => !stage.name.startsWith('release-'))
    .flatMap((stage) => stage.tracks.flatMap((track) => track.steps))
    .filter((step) => step.action === action);
  if (!found || more.length > 0) throw new Error(`${view.id} has ${more.length + (found ? 1 : 0)} steps ${action}`);
  return found;
};
