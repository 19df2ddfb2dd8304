import type { Entry, EntryKind } from '../../../workflows/contract/entries.js';
import type { Hash } from '../../../workflows/contract/json.js';
import type { GateView, RunView, StepView } from '../../../workflows/contract/views.js';
import type { RunState } from '../../../workflows/contract/words.js';
import { until } from '../aws.js';
import { patience, Sandbox } from './sandbox.js';
import { stepsOf } from './steps.js';

/** A run as `firebreak run --json` announces it. */
export interface Launched {
  readonly id: string;
  readonly case: string;
  readonly state: RunState;
  readonly planHash: Hash;
}

/** A sandbox and the runs in it: people ask for them and sign by the CLI, tests watch them in the ledger. */
export class SandboxWithRuns extends Sandbox {
  /** A run as the ledger shows it now. */
  view(run: string): Promise<RunView> {
    return this.reading.run(run);
  }

  /** The entries of a run, of one kind or all. */
  async entries<K extends EntryKind>(run: string, kind: K): Promise<readonly Entry<K>[]> {
    return (await this.reading.ledger.entries((await this.view(run)).case, {
      run,
      kinds: [kind],
    })) as unknown as readonly Entry<K>[];
  }

  /** Waits until `look` finds something in the run's view. */
  until<T>(run: string, what: string, look: (view: RunView) => T | undefined | false): Promise<T> {
    return until(
      `${run}: ${what}`,
      async () => {
        const found = look(await this.view(run));
        return found === false ? undefined : found;
      },
      patience,
    ).catch(async (error: unknown) => {
      const { state, reason } = await this.view(run);
      throw new Error(`${String(error)}; it is ${state} (${reason ?? 'no reason'})`, { cause: error });
    });
  }

  /** Waits until the run is in `state`. */
  untilState(run: string, state: RunState): Promise<RunView> {
    return this.until(run, `state ${state}`, (view) => view.state === state && view);
  }

  /** Waits until the step of that action is in `state`. */
  untilStep(run: string, action: string, state: StepView['state']): Promise<StepView> {
    return this.until(run, `${action} ${state}`, (view) =>
      stepsOf(view).find((one) => one.action === action && one.state === state),
    );
  }

  /** Waits until the run asks for a signature (on another plan than `other`). */
  untilAsked(run: string, other?: Hash): Promise<GateView & { readonly plan: Hash }> {
    return this.until(run, 'a gate that waits', ({ gates }) =>
      gates.find(
        (gate): gate is GateView & { readonly plan: Hash } =>
          gate.kind === 'approval' && gate.state === 'waiting' && gate.plan !== null && gate.plan !== other,
      ),
    );
  }

  /** Waits until the one run of a case asks for a signature. */
  untilAskedIn(caseId: string): Promise<{ readonly run: string; readonly plan: Hash }> {
    return until(
      `a gate in ${caseId}`,
      async () => {
        const id = (await this.reading.runs()).find((one) => one.case === caseId)?.id;
        const plan = id && (await this.view(id)).gates.find((gate) => gate.state === 'waiting')?.plan;
        return id && plan ? { run: id, plan } : undefined;
      },
      patience,
    );
  }

  /** Waits until a step of the run failed and asks for a decision. */
  untilFailed(run: string, step?: string): Promise<GateView & { readonly step: string }> {
    return this.until(run, 'a failure gate that waits', ({ gates }) =>
      gates.find(
        (gate): gate is GateView & { readonly step: string } =>
          gate.kind === 'failure' &&
          gate.state === 'waiting' &&
          gate.step !== null &&
          (step ?? gate.step) === gate.step,
      ),
    );
  }

  /** Asks for containment, as the responder. */
  launch(instanceId: string, ...more: readonly string[]): Promise<Launched> {
    return this.ask<Launched>('run', 'contain-instance', '--set', `instanceId=${instanceId}`, '--quiet', ...more);
  }

  /** Signs, as the lead. */
  approve(run: string, plan: Hash): Promise<unknown> {
    return this.ask('approve', run, '--plan', plan, '--reason', 'confirmed', '--as', 'ir-lead');
  }

  /** Asks for containment and signs it. */
  async contain(instanceId: string): Promise<Launched> {
    const run = await this.launch(instanceId);
    await this.approve(run.id, run.planHash);
    return run;
  }

  /** Asks for a release, signs it, and waits until everything is put back. */
  async release(run: string): Promise<RunView> {
    const { planHash } = await this.ask<{ planHash: Hash }>('release', run, '--reason', 'host rebuilt', '--quiet');
    await this.approve(run, planHash);
    return this.untilState(run, 'released');
  }
}
