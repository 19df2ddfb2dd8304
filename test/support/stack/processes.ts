import { execFileSync } from 'node:child_process';
import type { SandboxStatus } from '../../../sandbox/stack/status.js';

/** Every process that the sandbox in `home` has had, so that none outlives its test. */
export class Processes {
  readonly #pids = new Set<number>();

  constructor(readonly home: string) {}

  /** Notes who works now. */
  remember({ supervisor, temporal, aws, worker }: SandboxStatus): void {
    for (const pid of [supervisor.pid, temporal.pid, ...aws.pids, worker.pid]) if (pid) this.#pids.add(pid);
  }

  /** Lets those go on that a test left frozen. */
  thaw(): void {
    for (const pid of this.#pids) this.#signal(pid, 'SIGCONT');
  }

  /** kill -9 of those that are still there; answers which they were. */
  kill(): readonly number[] {
    return [...this.#pids].filter((pid) => this.#signal(pid, 'SIGKILL'));
  }

  // A process id that was written down may be somebody else's by now: ours are children of this home's supervisor.
  #signal(pid: number, name: NodeJS.Signals): boolean {
    try {
      const environment = execFileSync('ps', ['eww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
      if (!environment.includes(this.home)) return false;
      process.kill(pid, name);
      return true;
    } catch {
      return false;
    }
  }
}
