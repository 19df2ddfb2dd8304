import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  ContinueAsNew,
  continueAsNew,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { OpenedRun, RunReference } from '../contract/activities.js';
import type { FailureDecision, ReleaseRequest, Signed } from '../contract/documents.js';
import { failureTypes } from '../contract/failures.js';
import { undoneStep } from '../contract/names.js';
import type { Scope } from '../contract/playbook.js';
import type { RunState } from '../contract/words.js';
import { describeFailure } from './failures.js';
import type { Planner } from './agree.js';
import { carryOut } from './carry-out.js';
import { Gates } from './gates.js';
import { ownWord } from './own-word.js';
import { atTheBeginning, type Progress, type StagesEnd } from './progress.js';
import { engine } from './proxies.js';
import { Slots } from './slots.js';
import { Stages } from './stages.js';
import { StopSwitch } from './stop-switch.js';

const ends: Readonly<Record<StagesEnd, { readonly state: RunState; readonly reason?: string }>> = {
  done: { state: 'released' },
  cancelled: { state: 'cancelled', reason: 'The release was stopped; what was put back stays so.' },
  denied: { state: 'denied', reason: 'The release was denied.' },
  expired: { state: 'denied', reason: 'Nobody decided on the release before its gate expired.' },
  abort: { state: 'failed', reason: 'The release stopped at a failed step.' },
  release: { state: 'failed', reason: 'The release stopped at a failed step.' },
  partly: { state: 'failed', reason: 'What had moved was not put back.' },
};

type Opened = Scope & Pick<OpenedRun, 'notifies' | 'parallel'>;

/** Where a release stands when its history is left for a new one. */
type Resumed = Opened & { readonly seed: string; readonly progress: Progress };

/**
 * The workflow that puts back what a run changed, newest first, from change records alone: also long after the run
 * closed. It re-opens what was contained, so it is planned, shown and signed by somebody else like any change.
 */
export async function releaseRun(
  signed: Signed<ReleaseRequest | FailureDecision>,
  release: string,
  told?: Resumed,
): Promise<RunState> {
  const from = ownWord(told);
  const { document } = signed;
  const run: RunReference = { case: document.case, run: document.run, release };
  const gates = new Gates(run, workflowInfo().workflowId);
  const stop = new StopSwitch(run);
  const wanted = document.kind === 'release' ? document.steps : [];

  let isOurs = false;

  const work = async (): Promise<StagesEnd> => {
    const { account, region, notifies, parallel } = from ?? (await requested(run, signed));
    isOurs = true;
    gates.notifies = notifies;
    const seed = from?.seed ?? uuid4();
    const plan: Planner = ({ only, ...wish }) =>
      engine['plan.release']({
        ...run,
        ...wish,
        account,
        region,
        seed,
        steps: wanted,
        ...(only.length > 0 && { left: only.map(undoneStep) }),
      });
    const stages = new Stages(run, gates, plan, new Slots(parallel), from?.progress ?? atTheBeginning);
    return carryOut(stages, gates, (progress) =>
      continueAsNew<typeof releaseRun>(signed, release, { account, region, notifies, parallel, seed, progress }),
    );
  };

  const record = (state: RunState, reason?: string): Promise<void> =>
    CancellationScope.nonCancellable(async () => {
      await engine['run.record']({ ...run, state, ...(reason && { reason }) });
      await condition(allHandlersFinished);
    });

  try {
    const { state, reason } = ends[await stop.guard(work)];
    await record(state, reason);
    return state;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    const failure = describeFailure(error);
    // Nobody asked for it here: that must not be the end of a release that somebody did ask for. One end is enough.
    if (isOurs && failure.code !== failureTypes.ended) await record('failed', failure.message);
    throw ApplicationFailure.nonRetryable(failure.message, failure.code, failure.hint);
  }
}

const requested = async (run: RunReference, signed: Signed<ReleaseRequest | FailureDecision>): Promise<Opened> => {
  const { opened, message } = await engine['run.request']({ ...run, signed });
  if (!opened) throw ApplicationFailure.nonRetryable(message, failureTypes.refused);
  return opened;
};
