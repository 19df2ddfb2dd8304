import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { compileCache } from '../../../cli/compile-cache.js';

/** The real CLI, as `npm run build` leaves it. */
export const program = resolve(import.meta.dirname, '..', '..', '..', 'dist', 'cli', 'bin.js');

/** What one command said, and how it ended. */
export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Its stdout as one JSON document. */
  readonly json: <T = unknown>() => T;
}

/** Runs one command on the sandbox in `home`, as a script would: no terminal, nothing on stdin but `input`. */
export const runProgram = async (
  home: string,
  { input = '', env = {} }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv },
  args: readonly string[],
): Promise<Told> => {
  const child = spawn(process.execPath, [program, ...args], {
    // A folder without a firebreak.yaml: what is read is the one of FIREBREAK_HOME.
    cwd: join(home, 'logs'),
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      FIREBREAK_HOME: home,
      NODE_COMPILE_CACHE: compileCache(),
      NODE_NO_WARNINGS: '1',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined).end(input);
  const code = new Promise<number | null>((settle, fail) => {
    child.once('error', fail);
    child.once('close', settle);
  });
  const [out, err, ended] = await Promise.all([buffer(child.stdout), buffer(child.stderr), code]);
  const [stdout, stderr] = [out.toString('utf8'), err.toString('utf8')];
  return { code: ended, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
};
