import { setTimeout as pause } from 'node:timers/promises';
import { down, forget, sandboxStatus, SandboxError, up } from '../../sandbox/stack/up.js';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import type { Invocation } from '../command.js';
import { CliError, exit, type ExitCode } from '../errors.js';
import { letHappen, scenariosHappened } from '../incident/scenario.js';
import { statusText } from '../output/status-text.js';

/** Brings the sandbox up, saying what it waits for. */
export const bringUp = async (progress: (text: string) => void): Promise<SandboxStatus> => {
  const running = sandboxStatus();
  if (running?.ready) return running;
  const started = Date.now();
  try {
    return await up(
      (what) => progress(`sandbox: starting ${what} (${((Date.now() - started) / 1_000).toFixed(1)} s)`),
      await permissions(),
    );
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new CliError(
      exit.unavailable,
      'sandbox',
      error.message,
      'Run npm start, which installs what is missing; firebreak up --reset makes a new world.',
    );
  }
};

/** What the worker's identity may do. Read when it is needed only. */
const permissions = async (): Promise<readonly string[]> =>
  (await import('../../worker/permissions.js')).workerPermissions();

/** Starts the sandbox; without --detach it stays until it is interrupted. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  if (invocation.flag('reset')) {
    await down();
    forget();
  }
  const wasUp = sandboxStatus()?.ready === true;
  const status = await bringUp(invocation.out.progress);
  const scenario = invocation.text('scenario') ?? 'none';
  if (scenario !== 'none') await letHappen(scenario);
  const scenarios = await scenariosHappened();
  invocation.out.result({ ...status, scenarios }, () => statusText(status, scenarios, null));
  if (invocation.flag('detach')) return exit.done;
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  invocation.out.progress(wasUp ? 'It was up already; ^C leaves it running.' : '^C stops it (what it knows stays).');
  while (!stop.signal.aborted && sandboxStatus())
    await pause(500, undefined, { signal: stop.signal }).catch(() => undefined);
  if (!wasUp && stop.signal.aborted) await down();
  return stop.signal.aborted ? exit.interrupted : exit.done;
};
