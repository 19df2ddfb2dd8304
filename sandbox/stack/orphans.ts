import { execFileSync } from 'node:child_process';
import { stopProcess } from './process.js';

/**
 * Ends the Temporal server that a killed supervisor left behind: the one process whose command names our database.
 * Two servers on one file would tear it.
 */
export const endOrphan = async (database: string): Promise<void> => {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const orphans = table
    .split('\n')
    .filter((line) => line.includes('start-dev') && line.includes(`--db-filename ${database}`))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid && pid > 1);
  await Promise.all(orphans.map((pid) => stopProcess(pid)));
};
