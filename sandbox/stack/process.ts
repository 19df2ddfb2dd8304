import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether a process with this id exists and has not ended (a zombie has). */
export const isAlive = (pid: number): boolean =>
  // Asked twice: a zombie may be gone for good while its command is looked up, which shows nothing then.
  exists(pid) && !commandOf(pid).startsWith('<defunct>') && exists(pid);

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The command line of a process, or an empty text. Process ids are reused: ask before stopping one that was written down. */
export const commandOf = (pid: number): string => {
  try {
    const [state = '', ...command] = execFileSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') ? '<defunct>' : command.join(' ');
  } catch {
    return '';
  }
};

/** Asks a process to end, and ends it when it has not done so in `patience` ms. */
export const stopProcess = async (pid: number, patience = 10_000): Promise<void> => {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile, which is what was wanted.
    }
  };
  signal('SIGTERM');
  const deadline = Date.now() + patience;
  while (isAlive(pid) && Date.now() < deadline) await pause(50);
  if (isAlive(pid)) signal('SIGKILL');
};
