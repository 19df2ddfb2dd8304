import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a living moto listens and what it wants to be shown. */
export interface MotoAddress {
  readonly port: number;
  readonly token: string;
  readonly pid: number;
}

/** moto as a supervised child: started by the first who asks for it, then again whenever it dies, until `stop`. */
export interface MotoProcess {
  /** The current address, waiting for a restart that is under way; fails after `timeoutMs`. */
  readonly address: (timeoutMs?: number) => Promise<MotoAddress>;
  readonly pid: () => number | undefined;
  /** Waits until that child is known to have ended, for a moment: its connections break before its end is heard of. */
  readonly gone: (pid: number) => Promise<void>;
  /** Ends the child; the next one that asks for the address starts another. */
  readonly stop: () => Promise<void>;
}

/** What is needed to start moto. */
export interface MotoOptions {
  readonly python: string;
  readonly launcher: string;
  readonly stateDirectory: string;
  readonly log: (line: string) => void;
}

const MAX_FAILURES = 4;
const A_MOMENT_MS = 1_000;

/** `launcher` under `python`. Its standard input is ours to close: it ends with this process, however that ends. */
export function motoProcess(options: MotoOptions): MotoProcess {
  const token = randomBytes(24).toString('hex');
  let child: ChildProcess | undefined;
  let wanted = false;
  let failures = 0;
  let lastWords = '';
  let ready = deferred<MotoAddress>();

  const launch = (): void => {
    const started = spawn(options.python, ['-u', options.launcher, '--world', options.stateDirectory], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Nothing of the operator's environment may steer the simulation or reach real AWS.
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: '/nonexistent',
        FIREBREAK_MOTO_TOKEN: token,
        PYTHONDONTWRITEBYTECODE: '1',
      },
    });
    child = started;
    started.stdin.on('error', () => undefined);
    createInterface({ input: started.stderr }).on('line', (line) => {
      lastWords = line;
      options.log(`moto: ${line}`);
    });
    createInterface({ input: started.stdout }).on('line', (line) => {
      const port = portIn(line);
      if (port === undefined || started.pid === undefined) return;
      failures = 0;
      ready.resolve({ port, token, pid: started.pid });
    });
    started.on('error', (error) => {
      lastWords = error.message;
    });
    started.on('close', (code, signal) => void ended(started, `${signal ?? code}`));
  };

  const ended = async (which: ChildProcess, how: string): Promise<void> => {
    if (child !== which) return;
    child = undefined;
    if (wanted && ++failures > MAX_FAILURES) {
      ready.reject(new Error(`moto (${options.python}) ended ${failures} times before it served: ${lastWords || how}`));
      return;
    }
    const before = ready;
    ready = deferred<MotoAddress>();
    // Those who wait already go on waiting for the next start, and hear when there will be none.
    ready.promise.then(before.resolve, before.reject);
    if (!wanted) return;
    options.log(`moto ended (${how}); starting it again`);
    await sleep(50 * 2 ** failures);
    if (wanted && child === undefined) launch();
  };

  return {
    address: async (timeoutMs = 20_000) => {
      if (!wanted) {
        wanted = true;
        failures = 0;
        launch();
      }
      const timer = new AbortController();
      const late = sleep(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(() => {
        throw new Error(`moto did not come up within ${timeoutMs} ms`);
      });
      late.catch(() => undefined);
      try {
        return await Promise.race([ready.promise, late]);
      } finally {
        timer.abort();
      }
    },
    pid: () => child?.pid,
    gone: async (pid) => {
      const ending = child;
      if (ending?.pid !== pid) return;
      const timer = new AbortController();
      const closed = once(ending, 'close', { signal: timer.signal }).catch(() => undefined);
      await Promise.race([closed, sleep(A_MOMENT_MS, undefined, { ref: false })]);
      timer.abort();
    },
    stop: async () => {
      wanted = false;
      const ending = child;
      if (ending === undefined) return;
      const closed = new Promise((resolve) => ending.once('close', resolve));
      ending.stdin?.end();
      const killer = setTimeout(() => ending.kill('SIGKILL'), 5_000);
      await closed;
      clearTimeout(killer);
    },
  };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
  const made = Promise.withResolvers<T>();
  // Whoever asks for the address hears of the failure; nobody has to have asked.
  made.promise.catch(() => undefined);
  return made;
}

function portIn(line: string): number | undefined {
  try {
    const port: unknown = (JSON.parse(line) as { port?: unknown }).port;
    return typeof port === 'number' ? port : undefined;
  } catch {
    return undefined;
  }
}
