import { isWatched } from '../../workflows/contract/views.js';
import { randomBytes } from 'node:crypto';
import type { OperatorDocument, Signed } from '../../workflows/contract/documents.js';
import type { Hash } from '../../workflows/contract/json.js';
import {
  releaseWorkflowId,
  runWorkflowId,
  updateNames,
  watchWorkflowId,
  workflowTypes,
} from '../../workflows/contract/names.js';
import { isFinal } from '../../workflows/contract/words.js';
import type { Config } from '../../worker/config.js';
import { CliError, exit } from '../errors.js';
import { checkLaunch } from './check-launch.js';
import { planDecision, stamp } from './decision-document.js';
import type { Acting, Reading } from './session.js';
import { sign, type Proof } from './signing.js';
import { submit } from './submit.js';
import { told, type lazyTemporal } from './temporal.js';
import { untilRecorded, waitingFailure } from './waiting.js';

type Temporal = ReturnType<typeof lazyTemporal>;

/** The hands of one operator, who proves by `proof` that it is their word. */
export const actingAs = (
  config: Config,
  reading: Reading,
  temporal: Temporal,
  operator: string,
  proof?: Proof,
): Acting => {
  const { address, taskQueue } = config.temporal;
  const prove = <T extends OperatorDocument>(document: T): Promise<Signed<T>> => sign(config, document, proof);

  const decideOnPlan = async (run: string, plan: Hash, decision: 'approve' | 'deny', reason: string): Promise<void> => {
    const { workflowId, document } = planDecision(reading, operator, run, plan, decision, reason);
    await submit(temporal, config, workflowId, updateNames.decide, await prove(document));
  };

  const startRelease = async (signed: Signed, run: string, release: string): Promise<void> => {
    const client = await temporal.client();
    const handle = await client.workflow.start(workflowTypes.release, {
      taskQueue,
      workflowId: releaseWorkflowId(run, release),
      args: [signed, release],
    });
    const stop = new AbortController();
    try {
      const planned = untilRecorded(reading, () => (releaseIsAsked(reading, run, release) ? true : null), stop);
      await Promise.race([planned, client.withAbortSignal(stop.signal, () => handle.result())]);
    } catch (error) {
      throw told(error, run, address);
    } finally {
      stop.abort();
    }
  };

  return {
    launch: async ({ playbook, input, severity, title, reason, case: wanted }) => {
      checkLaunch(playbook, input);
      const id = `run-${randomBytes(6).toString('hex')}`;
      const caseId = wanted ?? `case-${randomBytes(4).toString('hex')}`;
      const document = {
        ...stamp(operator, caseId, id, reason),
        kind: 'run',
        playbook,
        severity,
        title,
        input,
      } as const;
      const signed = await prove(document);
      const client = await temporal.client();
      const stop = new AbortController();
      try {
        const handle = await client.workflow.start(workflowTypes.run, {
          taskQueue,
          workflowId: runWorkflowId(id),
          args: [signed],
        });
        const planned = untilRecorded(reading, () => (isPlanned(reading, caseId, id) ? true : null), stop);
        await Promise.race([planned, client.withAbortSignal(stop.signal, () => handle.result())]);
      } catch (error) {
        throw told(error, id, address);
      } finally {
        stop.abort();
      }
      return { id, case: caseId };
    },
    approve: (run, plan, reason) => decideOnPlan(run, plan, 'approve', reason),
    deny: (run, plan, reason) => decideOnPlan(run, plan, 'deny', reason),
    decide: async (run, step, choice, reason) => {
      const view = reading.run(run);
      const gate = waitingFailure(view, step) ?? view.gates.findLast((one) => one.kind === 'failure');
      const document = {
        ...stamp(operator, view.case, run, reason, gate?.nonce),
        kind: 'failure',
        step,
        decision: choice,
      } as const;
      await submit(temporal, config, gate?.workflowId ?? runWorkflowId(run), updateNames.decide, await prove(document));
    },
    cancel: async (run, reason) => {
      const view = reading.run(run);
      const document = { ...stamp(operator, view.case, run, reason), kind: 'cancel' } as const;
      const isReleasing = view.release !== null && view.endedAt === null;
      const workflowId =
        isReleasing && view.release
          ? releaseWorkflowId(run, view.release)
          : isWatched(view)
            ? watchWorkflowId(run)
            : runWorkflowId(run);
      await submit(temporal, config, workflowId, updateNames.cancel, await prove(document));
    },
    release: async (run, steps, reason) => {
      const view = reading.run(run);
      if (view.release && view.endedAt === null)
        throw new CliError(
          exit.refused,
          'releasing',
          `${run} is being released already (${view.release}).`,
          `See firebreak show ${run}.`,
        );
      const release = `release-${releasesOf(reading, view.case, run) + 1}`;
      const signed = await prove({
        ...stamp(operator, view.case, run, reason),
        kind: 'release',
        steps: [...steps],
      } as const);
      if (isFinal(view.state)) {
        await startRelease(signed, run, release);
        return release;
      }
      await submit(temporal, config, runWorkflowId(run), updateNames.release, signed, release);
      const failed = await untilRecorded(
        reading,
        () => releaseIsAsked(reading, run, release) ?? releaseFailure(reading, run, release),
      );
      if (failed !== true) throw new CliError(exit.refused, 'release-failed', failed, `See firebreak show ${run}.`);
      return release;
    },
  };
};

const isPlanned = (reading: Reading, caseId: string, run: string): boolean =>
  reading.ledger.entries(caseId, { run, kinds: ['plan'], limit: 1 }).length > 0;

const releaseIsAsked = (reading: Reading, run: string, release: string): true | null =>
  reading.run(run).gates.some((gate) => gate.workflowId === releaseWorkflowId(run, release)) ? true : null;

const releaseFailure = (reading: Reading, run: string, release: string): string | null => {
  const view = reading.run(run);
  return view.release === release && view.endedAt !== null
    ? (view.reason ?? 'The release could not be planned.')
    : null;
};

const releasesOf = (reading: Reading, caseId: string, run: string): number =>
  reading.ledger
    .entries(caseId, { run, kinds: ['run'] })
    .filter(({ body }) => 'event' in body && body.event === 'release-requested').length;
