import { spawnSync } from 'node:child_process';
import { codeOf, readIfThere } from './files.mjs';

/** The fields of a process after its name, where there is a `/proc`: its state is the first ("proc(5)"). */
const fieldsOf = (/** @type {number} */ pid) => {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second field is the program's name and may hold anything, brackets and blanks included.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? null;
};

/**
 * Whether a process of this machine runs, ours or not. One that has ended does not, even if nobody has asked yet how: some
 * first processes of containers take seconds for that.
 * @param {number} pid
 */
export function isRunning(pid) {
  if (fieldsOf(pid)?.[0] === 'Z') return false;
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
  const fields = fieldsOf(pid);
  if (fields) return fields[19] ?? null;
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || null;
}
