import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** How to start one part, and how to know that it serves. */
export type Part = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
  readonly log: string;
  /** In a process group of its own: what is sent to ours does not reach it. It still ends with us. */
  readonly ownGroup?: boolean;
  /** Resolves once it serves, with what it said of itself; `line` hands out its first line of output. */
  readonly ready: (line: Promise<string>) => Promise<unknown>;
  /** Told each time it serves, with its process id. */
  readonly onReady: (pid: number, said: unknown) => void;
  readonly onGone: () => void;
};

/** A part that is kept running: whatever ends it, it is started again, until it is stopped. */
export class SupervisedChild {
  #child: ChildProcess | null = null;
  #stopping = false;
  #failures = 0;

  constructor(private readonly part: Part) {}

  /** Starts it; resolves the first time it serves, rejects when it ends before that. */
  async start(): Promise<void> {
    const { part } = this;
    const [program, ...args] = part.command;
    const log = openSync(part.log, 'a', 0o600);
    // Its input stays open for as long as we live: our death, however sudden, is its end of input.
    const child = spawn(program, args, {
      env: { ...process.env, ...part.env },
      stdio: ['pipe', 'pipe', log],
      detached: part.ownGroup ?? false,
    });
    closeSync(log);
    this.#child = child;
    child.stdin?.on('error', () => undefined);
    const gone = new Promise<never>((_, reject) => {
      const end = (why: string): void => reject(new Error(`${part.name} ${why}; see ${part.log}`));
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(`ended (${signal ?? `exit code ${code}`})`));
    });
    gone.catch(() => this.#again());
    const line = new Promise<string>((resolve) => {
      if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
    });
    child.stdout?.resume();
    const said = await Promise.race([part.ready(line), gone]).catch((error: unknown) => {
      // One that lives but does not serve is no use: its end starts the next try.
      child.kill('SIGKILL');
      throw error;
    });
    this.#failures = 0;
    part.onReady(child.pid ?? 0, said);
  }

  /** Stops it, and waits until it has ended. */
  async stop(patience = 20_000): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    await ended;
    clearTimeout(timer);
  }

  #again(): void {
    this.part.onGone();
    if (this.#stopping) return;
    this.#failures += 1;
    // At once the first time, then ever slower: something that cannot start must not eat the machine.
    const wait = Math.min(5_000, 50 * 2 ** Math.min(10, this.#failures - 1));
    void pause(wait).then(() => {
      if (!this.#stopping) this.start().catch(() => undefined);
    });
  }
}
