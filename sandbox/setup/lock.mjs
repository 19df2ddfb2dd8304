import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, utimes, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, readIfThere } from './files.mjs';
import { isRunning, startOf } from './process-identity.mjs';

/** @typedef {{ file: string, pid: number, host: string, started: string | null }} Holder */

const BEAT_MS = 5_000;
const LOOK_MS = 250;
const SILENT_LOOKS = (12 * BEAT_MS) / LOOK_MS;

/**
 * Runs the work while holding a lock that all processes of all clones respect; one left by a killed process is taken
 * over at once.
 *
 * The lock is a directory with one file in it, named for its holder:
 * 1. it appears complete, by renaming, so that no lock is ever without a holder's name;
 * 2. a stale one is emptied by deleting *that holder's* file, so that of two takers the slower cannot harm the faster;
 * 3. renaming onto an empty directory succeeds, onto a full one fails, and only one can be first.
 * @template T
 * @param {string} path
 * @param {(holder: Holder) => void} onWait called when somebody else holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, onWait, work) {
  const name = `${process.pid}-${randomUUID()}`;
  const draft = `${path}.${name}`;
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(draft);
  writeFileSync(
    join(draft, name),
    JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) }),
  );
  try {
    await take(draft, path, onWait);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  const release = () => {
    rmSync(join(path, name), { force: true });
    removeIfEmpty(path);
  };
  const beat = setInterval(() => utimes(join(path, name), new Date(), new Date(), () => {}), BEAT_MS);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} draft
 * @param {string} path
 * @param {(holder: Holder) => void} onWait
 */
async function take(draft, path, onWait) {
  const silence = silenceWatch();
  for (;;) {
    try {
      return renameSync(draft, path);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
    }
    const holder = holderOf(path);
    if (holder && isGone(holder, silence)) {
      rmSync(holder.file, { force: true });
      // Its commands die with it, but a moment later than it does.
      await sleep(300);
    } else {
      if (holder) onWait(holder);
      await sleep(LOOK_MS);
    }
  }
}

/**
 * @param {string} path
 * @returns {Holder | null} null when it was released meanwhile
 */
function holderOf(path) {
  try {
    const [name] = readdirSync(path);
    if (name === undefined) return null;
    const file = join(path, name);
    // A name of nobody, as a power cut leaves it, is one to take over from.
    const nobody = { pid: 0, host: hostname(), started: null };
    return { file, ...nobody, ...JSON.parse(readIfThere(file) || '{}') };
  } catch {
    return null;
  }
}

/**
 * @param {Holder} holder
 * @param {(file: string) => boolean} isSilent
 */
function isGone(holder, isSilent) {
  // A process id of another machine or container means nothing here: only its heartbeat does.
  if (holder.host !== hostname()) return isSilent(holder.file);
  return holder.pid === 0 || !isRunning(holder.pid) || startOf(holder.pid) !== holder.started;
}

/** Counts our own looks, not the clock's minutes: after a suspend both sides wake to an old heartbeat. */
function silenceWatch() {
  let seen = '';
  let looks = 0;
  return (/** @type {string} */ file) => {
    const beat = `${file} ${statSync(file, { throwIfNoEntry: false })?.mtimeMs}`;
    looks = beat === seen ? looks + 1 : 0;
    seen = beat;
    return looks > SILENT_LOOKS;
  };
}

/** @param {string} path */
function removeIfEmpty(path) {
  try {
    rmdirSync(path);
  } catch {
    // Somebody has it already.
  }
}
