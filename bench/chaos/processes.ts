import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readEstate, workerCredentials } from '../../sandbox/estate/estate.js';
import { estateFile, worldFiles } from '../../sandbox/gateway/world-files.js';
import { workerCommand } from '../../sandbox/stack/commands.js';
import { isAlive } from '../../sandbox/stack/process.js';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import type { Site } from './site.js';
import { until } from './until.js';

type Part = 'worker' | 'temporal' | 'gateway';

const pidOf: Readonly<Record<Part, (status: SandboxStatus) => number | null | undefined>> = {
  worker: ({ worker }) => worker.pid,
  temporal: ({ temporal }) => temporal.pid,
  gateway: ({ aws }) => aws.pids[0],
};

/** The process of a part, as soon as there is one. */
export const processOf = (site: Site, part: Part): Promise<number> =>
  until(`${part} to run`, () => (site.status && pidOf[part](site.status)) ?? undefined);

/** Kills at once, as a power cut would, and waits until all of them are dead. */
export const killAtOnce = async (pids: readonly number[]): Promise<void> => {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It has ended by itself meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  await until('the killed to be dead', () => (pids.some((pid) => isAlive(pid)) ? undefined : true));
};

/** Kills whatever runs, the supervisor first so that it can start nothing again. */
export const killEverything = async ({ supervisor, worker, temporal, aws }: SandboxStatus): Promise<void> =>
  killAtOnce([supervisor.pid, worker.pid, temporal.pid, ...aws.pids].filter((pid) => pid !== null));

/** Keeps a process from running while `work` is done, or until that says `thaw`. */
export const whileFrozen = async <T>(pid: number, work: (thaw: () => void) => Promise<T>): Promise<T> => {
  const thaw = (): void => void process.kill(pid, 'SIGCONT');
  process.kill(pid, 'SIGSTOP');
  try {
    return await work(thaw);
  } finally {
    thaw();
  }
};

/**
 * Runs a second worker beside the supervised one, as a second host would, while `work` is done; then kills it. False
 * when it did not come up, because something else had been killed: then nothing was done.
 */
export const withSecondWorker = async (site: Site, work: () => Promise<void>): Promise<boolean> => {
  const { aws } = await site.ready();
  const estate = readEstate(estateFile(worldFiles(site.place.world)));
  const { command, env } = workerCommand(site.place, aws.endpoint, estate && workerCredentials(estate));
  const [program, ...args] = command;
  const worker = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(worker, 'exit');
  try {
    const line = once(createInterface({ input: worker.stdout }), 'line');
    const isUp = await Promise.race([line.then(() => true), ended.then(() => false)]);
    if (isUp) await work();
    return isUp;
  } finally {
    worker.kill('SIGKILL');
    await ended;
  }
};
