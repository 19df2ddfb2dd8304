import { isAlive } from '../../sandbox/stack/process.js';
import { sandboxStatus } from '../../sandbox/stack/up.js';
import { away, ok, type Line } from './line.js';

/** The parts of the sandbox, each a process of its own. */
export const sandboxLines = (): readonly Line[] => {
  const status = sandboxStatus();
  if (!status) return [away('sandbox', 'it is not up', 'Start it with: firebreak up')];
  const part = (name: string, pids: readonly (number | null)[]): Line => {
    const gone = pids.length === 0 || pids.some((pid) => pid === null || !isAlive(pid));
    return gone
      ? away(name, 'it does not run', 'It is started again by itself: look again in a few seconds.')
      : ok(name, `pid ${pids.join(', ')}`);
  };
  return [
    part('sandbox temporal', [status.temporal.pid]),
    part('sandbox aws', status.aws.pids),
    part('sandbox worker', [status.worker.pid]),
  ];
};
