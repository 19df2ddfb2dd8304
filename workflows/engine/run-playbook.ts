import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  ContinueAsNew,
  continueAsNew,
  ParentClosePolicy,
  startChild,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { OpenedRun, RunReference } from '../contract/activities.js';
import type { RunRequest, Signed } from '../contract/documents.js';
import { failureTypes } from '../contract/failures.js';
import { releaseWorkflowId, watchWorkflowId } from '../contract/names.js';
import type { JsonObject } from '../contract/json.js';
import type { Playbook, Scope } from '../contract/playbook.js';
import type { RunState } from '../contract/words.js';
import { describeFailure } from './failures.js';
import type { Planner } from './agree.js';
import { carryOut } from './carry-out.js';
import { Gates } from './gates.js';
import { ownWord } from './own-word.js';
import { onlySteps } from './only-steps.js';
import { atTheBeginning, type Progress, type StagesEnd } from './progress.js';
import { engine } from './proxies.js';
import { releaseRun } from './release-run.js';
import { resolveInputs } from './resolve-inputs.js';
import { Slots } from './slots.js';
import { Stages } from './stages.js';
import { watchRun, type WatchTask } from './watch-run.js';
import { StopSwitch, type WantedRelease } from './stop-switch.js';

const ends: Readonly<Record<StagesEnd, { readonly state: RunState; readonly reason?: string }>> = {
  done: { state: 'completed' },
  cancelled: { state: 'cancelled', reason: 'Stopped; what was done is kept.' },
  denied: { state: 'denied' },
  expired: { state: 'denied', reason: 'Nobody decided before the gate expired.' },
  abort: { state: 'failed', reason: 'Stopped at a failed step; what was done is kept.' },
  release: { state: 'failed', reason: 'Stopped at a failed step, to be released.' },
  partly: { state: 'completed', reason: 'Without what had moved and was left out.' },
};

/** Where a run stands when its history is left for a new one. */
type Resumed = Scope &
  Pick<OpenedRun, 'notifies' | 'parallel'> & {
    readonly input: JsonObject;
    readonly seed: string;
    readonly progress: Progress;
  };

/**
 * The workflow that carries out one playbook for one signed request: plan, signature, stages, end. `told` is its own
 * word to itself, and no authority: what may be changed is asked of the ledger, call by call.
 */
export const makeRunPlaybook = (registry: readonly Playbook[], longestHistory?: number) => {
  const runPlaybook = async (signed: Signed<RunRequest>, told?: Resumed): Promise<RunState> => {
    const from = ownWord(told);
    const { document } = signed;
    const run: RunReference = { case: document.case, run: document.run };
    const gates = new Gates(run, workflowInfo().workflowId);
    const stop = new StopSwitch(run);
    let stages: Stages | null = null;
    let watched: Omit<WatchTask, 'watch'> | null = null;
    let isOurs = false;

    const work = async (): Promise<StagesEnd> => {
      const playbook = registry.find((one) => one.name === document.playbook);
      const opened = from ?? (await engine['run.open']({ signed, playbookVersion: playbook?.version ?? 'unknown' }));
      isOurs = true;
      if (!playbook)
        throw ApplicationFailure.nonRetryable(`There is no playbook ${document.playbook}.`, failureTypes.notFound);
      const { account, region, notifies, parallel } = opened;
      gates.notifies = notifies;
      const input = from?.input ?? (await resolveInputs(run, playbook, document.input));
      const seed = from?.seed ?? uuid4();
      watched = { ...run, notifies, parallel, seed };
      const definitions = playbook.stages(input, opened);
      const { name, version, watch } = playbook;
      const plan: Planner = ({ only, except, ...wish }) =>
        engine['plan.stages']({
          ...run,
          ...wish,
          account,
          region,
          playbook: name,
          playbookVersion: version,
          seed,
          stages: onlySteps(definitions, only, except),
          ...(watch && { watch: watch.for }),
        });
      stages = new Stages(run, gates, plan, new Slots(parallel), from?.progress ?? atTheBeginning);
      const leave = (progress: Progress): Promise<never> =>
        continueAsNew<typeof runPlaybook>(signed, { account, region, notifies, parallel, input, seed, progress });
      return carryOut(stages, gates, leave, longestHistory);
    };

    try {
      const end = await stop.guard(work);
      await CancellationScope.nonCancellable(async () => {
        await engine['run.record']({ ...run, ...ends[end] });
        await gates.tell('run.ended', { state: ends[end].state });
        const isReleased = await handOver(run, stop, (stages as Stages | null)?.release ?? null);
        if ((end === 'done' || end === 'partly') && !isReleased) await beginWatch(watched, document.playbook, registry);
      });
      return ends[end].state;
    } catch (error) {
      if (error instanceof ContinueAsNew) throw error;
      const failure = describeFailure(error);
      await CancellationScope.nonCancellable(async () => {
        // What was not opened here has nothing to end: it may be a copy of a request, and must not end the run of that.
        if (isOurs && failure.code !== failureTypes.ended) {
          await engine['run.record']({ ...run, state: 'failed', reason: failure.message });
          await gates.tell('run.ended', { state: 'failed' });
        }
        await handOver(run, stop, null);
      });
      throw ApplicationFailure.nonRetryable(failure.message, failure.code, failure.hint);
    }
  };
  return runPlaybook;
};

// A release that was accepted is begun, however the run ended, and however late it came: from here on none is accepted.
const handOver = async (run: RunReference, stop: StopSwitch, chosen: WantedRelease | null): Promise<boolean> => {
  stop.close();
  await condition(allHandlersFinished);
  const wanted = stop.release ?? chosen;
  if (wanted)
    await startChild(releaseRun, {
      workflowId: releaseWorkflowId(run.run, wanted.release),
      args: [wanted.signed, wanted.release],
      // A release outlives the run that it puts back.
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  return wanted !== null;
};

const beginWatch = async (
  task: Omit<WatchTask, 'watch'> | null,
  name: string,
  registry: readonly Playbook[],
): Promise<void> => {
  const watch = registry.find((one) => one.name === name)?.watch;
  if (!task || !watch) return;
  await startChild(watchRun, {
    workflowId: watchWorkflowId(task.run),
    args: [{ ...task, watch }],
    // It begins where the run ends.
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
};
