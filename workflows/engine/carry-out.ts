import { allHandlersFinished, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { Gates } from './gates.js';
import type { Progress, StagesEnd } from './progress.js';
import type { Stages } from './stages.js';

/** A history this long is left at the next boundary of a stage; Temporal warns at 10,240 events. */
const longHistory = 2_000;

/**
 * Carries out the stages, in more than one history where one would grow too long: between stages, or where everything
 * waits for people and too many of their decisions were refused. `leave` begins the next history from where it stands;
 * whatever was accepted until then has been seen to.
 */
export const carryOut = (
  stages: Stages,
  gates: Gates,
  leave: (progress: Progress) => Promise<never>,
  longest = longHistory,
): Promise<StagesEnd> => {
  const between = async (): Promise<void> => {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    if (historyLength < longest && !continueAsNewSuggested) return;
    await condition(allHandlersFinished);
    await leave(stages.progress);
  };
  // A stop ends what is under way, and only then the run: waiting for the moment to leave must not end it sooner.
  const scope = CancellationScope.current();
  const isTime = (): boolean => gates.weary && stages.waits && allHandlersFinished() && !scope.consideredCancelled;
  const weary = async (): Promise<never> => {
    await CancellationScope.nonCancellable(() => condition(isTime));
    return leave(stages.progress);
  };
  return Promise.race([stages.execute(between), weary()]);
};
