import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inClone, hostEnv } from './paths.mjs';
import { Problem } from './problem.mjs';
import { readIfThere } from './files.mjs';

// The shell stays behind only as a watcher on the pipe from us. Should we be killed, even by SIGKILL, the pipe ends
// and the whole group dies: nothing may go on writing to a place that the next run believes is its own.
const LEASH = '{ trap "" HUP INT TERM; cat <&3 >/dev/null; kill -s KILL 0; } & exec "$@" 3<&-';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let stopped = false;

/**
 * Runs a long command in a process group of its own, its output in `.firebreak/logs/<log>.log`.
 * Resolves when it succeeds; otherwise throws a {@link Problem} with the end of the log.
 * @param {string[]} command
 * @param {{ log: string, fix: string, cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal }} options
 */
export async function run(command, { log, fix, cwd = inClone(), env = {}, signal }) {
  if (stopped)
    throw new Problem(`${command[0]} was not started`, 'everything is being stopped', 'run the same command again.');
  mkdirSync(inClone('.firebreak/logs'), { recursive: true });
  const file = inClone('.firebreak/logs', `${log}.log`);
  const output = openSync(file, 'w');
  const child = spawn('/bin/sh', ['-c', LEASH, 'leash', ...command], {
    cwd,
    env: { ...hostEnv(), ...env },
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
  });
  closeSync(output);
  running.add(child);
  const leash = /** @type {import('node:net').Socket} */ (child.stdio[3]);
  leash.on('error', () => {});
  const cut = () => {
    leash.destroy();
    killGroup(child, 'SIGKILL');
  };
  signal?.addEventListener('abort', cut);
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, killedBy) => resolve(code ?? killedBy));
  });
  signal?.removeEventListener('abort', cut);
  cut();
  running.delete(child);
  if (outcome !== 0) throw new Problem(`${command.join(' ')}: ended with ${outcome}`, lastLines(file), fix);
}

/** Ends every command under way, politely first, lets none begin, and resolves when none is left. */
export async function stopAll() {
  stopped = true;
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    for (const child of running) killGroup(child, signal);
    for (let i = 0; i < 20 && running.size > 0; i++) await sleep(50);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killGroup(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // Nobody of it is left.
  }
}

/** @param {string} file */
function lastLines(file) {
  const lines = (readIfThere(file) ?? '').trimEnd().split('\n');
  // npm says what is wrong first and follows it with pages of help.
  const reason = lines.findIndex((line) => line.startsWith('npm error'));
  const shown = reason === -1 ? lines.slice(-20) : lines.slice(reason, reason + 20);
  return [...shown.map((line) => `  | ${line}`), `whole log: ${file}`].join('\n');
}
