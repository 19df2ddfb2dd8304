import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { installation } from '../../worker/home.js';
import { readIfThere } from '../gateway/world-files.js';
import { layout } from './layout.js';
import { commandOf, isAlive, stopProcess } from './process.js';
import { readStatus, type SandboxStatus } from './status.js';

/** The sandbox could not be brought up; the message says why and where to look. */
export class SandboxError extends Error {}

const program = (): string => path.join(installation(), 'dist', 'sandbox', 'stack', 'supervisor.js');

/** The process id of the supervisor that runs for this home, or null. */
const supervisorOf = (file: string): number | null => {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return pid > 1 && isAlive(pid) && commandOf(pid).includes('supervisor.js') ? pid : null;
};

/** The running sandbox, or null. */
export const sandboxStatus = (): SandboxStatus | null => readStatus(layout().status);

/**
 * Brings the sandbox up, or finds it up; resolves when everything in it serves. `progress` hears what is waited for,
 * `permissions` are the IAM actions of the worker. Safe to call at any time and by several at once: one supervisor runs
 * per home.
 */
export const up = async (
  progress: (what: string) => void,
  permissions: readonly string[],
  patience = 120_000,
): Promise<SandboxStatus> => {
  const place = layout();
  const running = readStatus(place.status);
  if (running?.ready) return running;
  const log = path.join(place.logs, 'supervisor.log');
  const release = await lock(path.join(place.home, 'up.lock'));
  try {
    let pid = supervisorOf(place.supervisor);
    if (pid === null) {
      rmSync(place.status, { force: true });
      const output = openSync(log, 'w', 0o600);
      const child = spawn(process.execPath, [program()], {
        detached: true,
        stdio: ['ignore', output, output],
        env: { ...process.env, FIREBREAK_HOME: place.home, FIREBREAK_WORKER_PERMISSIONS: permissions.join() },
      });
      closeSync(output);
      child.unref();
      pid = child.pid ?? 0;
    }
    const started = Date.now();
    for (let said = ''; ;) {
      const status = readStatus(place.status);
      if (status?.ready) return status;
      const step = lastStep(log);
      if (step !== '' && step !== said) progress((said = step));
      if (!isAlive(pid)) throw new SandboxError(`The sandbox ended while starting: ${tail(log)}`);
      if (Date.now() - started > patience)
        throw new SandboxError(`The sandbox did not come up in ${patience / 1_000} s; see ${place.logs}.`);
      await pause(50);
    }
  } finally {
    release();
  }
};

/** Stops the sandbox; what it knows stays. Resolves to whether one ran. */
export const down = async (): Promise<boolean> => {
  const place = layout();
  const pid = supervisorOf(place.supervisor);
  if (pid !== null) await stopProcess(pid, 45_000);
  rmSync(place.status, { force: true });
  rmSync(place.supervisor, { force: true });
  return pid !== null;
};

/** Forgets the sandbox's world: AWS account, runs, ledger, keys. It must be down. */
export const forget = (): void => {
  const { home } = layout();
  for (const name of ['temporal', 'aws', 'ledger', 'operators', 'firebreak.yaml'])
    rmSync(path.join(home, name), { recursive: true, force: true });
};

const lastStep = (log: string): string => {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"step":'));
  const last = lines.at(-1);
  return last ? String((JSON.parse(last) as { readonly step: string }).step) : '';
};

const tail = (log: string): string =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'))
    .slice(-5)
    .join(' ') || `see ${log}`;

// Whoever comes second waits for the first, as long as that one lives.
const lock = async (file: string): Promise<() => void> => {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(readIfThere(file));
      const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      // Without a name in it after seconds, its maker was killed between making it and signing it.
      if (holder > 0 ? !isAlive(holder) : age > 2_000) rmSync(file, { force: true });
      await pause(50);
    }
  }
};
