import { setTimeout as pause } from 'node:timers/promises';
import type { Hash } from '../../workflows/contract/json.js';
import type { GateView, RunView } from '../../workflows/contract/views.js';
import { CliError, exit } from '../errors.js';
import type { Reading } from './session.js';

/** The gate at which a plan of the run waits now, or null. */
export const waitingApproval = (run: RunView): GateView | null =>
  run.gates.findLast((gate) => gate.kind === 'approval' && gate.state === 'waiting') ?? null;

/** The gate at which a failed step waits now, or null. */
export const waitingFailure = (run: RunView, step: string): GateView | null =>
  run.gates.findLast((gate) => gate.kind === 'failure' && gate.state === 'waiting' && gate.step === step) ?? null;

/** Throws unless the run is free to be released: it is not while it is being put back already. */
export const mustNotBeReleasing = ({ id, release, endedAt }: RunView): void => {
  if (release && endedAt === null)
    throw new CliError(
      exit.refused,
      'releasing',
      `${id} is being released already (${release}).`,
      `See firebreak show ${id}.`,
    );
};

/** The hash that people sign, given that or the hash of one of the stages under it. */
export const rootOf = (run: RunView, hash: Hash): Hash =>
  run.stages.find((stage) => stage.plan.hash === hash || stage.plan.stageHash === hash)?.plan.hash ?? hash;

/**
 * Waits until the ledger shows what `look` is after, looking again whenever something was recorded. Nothing for
 * `silence` ms means that no worker is at work, or none that can record anything: that is an error, because a run is
 * waiting for it.
 */
export const untilRecorded = async <T>(
  reading: Reading,
  look: () => Promise<T | null>,
  { silence = 30_000, signal }: { readonly silence?: number; readonly signal?: AbortSignal } = {},
): Promise<T> => {
  let seen = -1;
  for (let since = Date.now(); ;) {
    const version = await reading.version();
    if (version !== seen) {
      seen = version;
      since = Date.now();
      const found = await look();
      if (found !== null) return found;
    }
    if (Date.now() - since > silence)
      throw new CliError(
        exit.unavailable,
        'no-worker',
        `Nothing was recorded for ${Math.round(silence / 1_000)} s: no worker seems to be at work, or the ledger takes nothing.`,
        'firebreak doctor says which, and what to do. The run goes on by itself as soon as both are there.',
      );
    await pause(40, undefined, { ...(signal && { signal }) });
  }
};
