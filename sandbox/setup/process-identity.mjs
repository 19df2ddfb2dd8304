import { spawnSync } from 'node:child_process';
import { codeOf, readIfThere } from './files.mjs';

/**
 * Whether a process of this machine exists, ours or not.
 * @param {number} pid
 */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * When a process started, in the system's own words: with the pid, what tells it from a later one of the same number.
 * @param {number} pid
 * @returns {string | null}
 */
export function startOf(pid) {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second field is the program's name and may hold anything, brackets and blanks included.
  if (stat !== null) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || null;
}
